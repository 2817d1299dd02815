import { it, onTestFinished } from 'vitest';
import type { Finding } from '../../src/collectors/collector.ts';
import { collector as haproxy } from '../../src/collectors/haproxy/index.ts';
import { collector as agreement } from '../../src/collectors/lb-agreement/index.ts';
import { statesOf } from '../../src/core/state.ts';
import { realHost } from '../../src/host/real-host.ts';
import { eventually } from '../support/eventually.ts';
import { startBackend, startHaproxy } from '../support/haproxy.ts';

it('a real HAProxy and our own check disagree about a server that answers one of them wrongly', async (context) => {
  const [good, lies] = [await startBackend(), await startBackend(503)];
  const lab = await startHaproxy(
    context,
    `backend web
  option httpchk GET /
  default-server inter 50ms fall 2 rise 2
  server good 127.0.0.1:${good.port} check
  server lies 127.0.0.1:${lies.port} check
`,
  );
  const host = realHost();
  onTestFinished(() => host.close());
  const signal = AbortSignal.timeout(300_000);
  const balancer = haproxy.open(host, { sockets: [lab.admin] });
  const comparing = agreement.open(host, { after: '200ms' });
  // What our own TCP check would say of both: they take connections.
  const member = (name: string, port: number) => ({
    kind: 'member',
    subject: `web/${name}`,
    fields: { pool: 'web', address: '127.0.0.1', port, state: 'ACTIVE', reason: null },
  });
  const health: Finding = {
    outcome: 'ok',
    states: statesOf([member('good', good.port), member('lies', lies.port)]),
  };
  const agreements = async () => {
    const others = new Map([
      ['health', health],
      ['haproxy', await balancer.collect({ signal, changed: undefined })],
    ]);
    const { states } = await comparing.collect({ signal, changed: undefined, others });
    return [...states.values()].map(({ fields }) => `${fields.member} ${fields.agreement}: ${fields.their_words}`);
  };
  await eventually(agreements).toEqual(['web/good agrees: UP L7OK', 'web/lies disagrees: DOWN L7STS']);
  await lab.ask('set server web/lies state maint');
  await eventually(agreements).toEqual(['web/good agrees: UP L7OK', 'web/lies unknown: MAINT']);
  await good.die();
  await eventually(agreements).toEqual(['web/good disagrees: DOWN L4CON', 'web/lies unknown: MAINT']);
});
