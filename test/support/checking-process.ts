// A process of its own that checks 50 members by TCP and 10 by HTTP, each second, until SIGTERM. Prints each new state,
// and at the end how many failures there were, the checker's figures and the reasons.

import { beginChecks } from '../../src/host/checks/begin-checks.ts';
import type { CheckSpec, CheckTarget } from '../../src/host/checks.ts';

const [tcpPort, httpPort] = process.argv.slice(2).map(Number);
const tcp: CheckSpec = { kind: 'tcp', halfOpen: false };
const http: CheckSpec = {
  kind: 'http',
  tls: undefined,
  method: 'GET',
  path: '/',
  host: undefined,
  headers: {},
  statuses: [[200, 200]],
  body: { contains: 'well' },
  redirects: 0,
};

const target = (index: number): CheckTarget => ({
  key: `${index}`,
  group: 'all',
  address: '127.0.0.1',
  port: (index < 50 ? tcpPort : httpPort) ?? 0,
  place: {},
  check: index < 50 ? tcp : http,
  delay: 1000,
  timeout: 900,
  rise: 2,
  fall: 2,
});

const stop = new AbortController();
const plan = { targets: Array.from({ length: 60 }, (_, index) => target(index)), descriptors: 500 };
const listener = {
  transition: ({ to }: { readonly to: string }) => console.log(to),
  lost: (error: Error) => console.log(`lost: ${error.message}`),
};
const checks = beginChecks(plan, listener, stop.signal);
const alive = setInterval(() => {}, 1000);

process.once('SIGTERM', async () => {
  const { targets, groups, checker } = await checks.report(AbortSignal.timeout(10_000));
  const failures = [...targets.values()].reduce((sum, one) => sum + one.failures, 0);
  console.log(JSON.stringify({ failures, checker, byReason: groups.get('all')?.byReason }));
  stop.abort();
  clearInterval(alive);
});
