import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import type { Collected } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/ipvs/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import { realHost } from '../../src/host/real-host.ts';
import { figure } from '../support/figure.ts';
import { hasProgram } from '../support/programs.ts';

/** A network namespace in which ipvsadm(8) works, gone with the test. */
function ipvsNamespace(context: TestContext) {
  if (process.getuid?.() !== 0) context.skip('IPVS is set up by root only');
  if (!hasProgram('ipvsadm')) context.skip('ipvsadm is not installed');
  spawnSync('modprobe', ['ip_vs']);
  if (!existsSync('/proc/net/ip_vs')) context.skip('the kernel has no IPVS');
  const netns = `nst${randomBytes(3).toString('hex')}`;
  const run = (...argv: string[]) => execFileSync('ip', argv, { encoding: 'utf8', stdio: 'pipe' });
  onTestFinished(() => {
    spawnSync('ip', ['netns', 'del', netns]);
  });
  run('netns', 'add', netns);
  run('-n', netns, 'link', 'set', 'lo', 'up');
  return { netns, ipvsadm: (...args: string[]) => run('netns', 'exec', netns, 'ipvsadm', ...args) };
}

it('the IPVS of a real kernel is told as ipvsadm sets it up, in a namespace of its own', async (context) => {
  const { netns, ipvsadm } = ipvsNamespace(context);
  ipvsadm('-A', '-t', '192.0.2.100:80', '-s', 'wlc', '-p', '300');
  ipvsadm('-a', '-t', '192.0.2.100:80', '-r', '192.0.2.1:8080', '-m', '-w', '3');
  ipvsadm('-a', '-t', '192.0.2.100:80', '-r', '192.0.2.2:8080', '-m');
  ipvsadm('-A', '-u', '[2001:db8::100]:53', '-s', 'rr');
  ipvsadm('-a', '-u', '[2001:db8::100]:53', '-r', '[2001:db8::1]:53', '-m');
  ipvsadm('-A', '-f', '7', '-s', 'rr');

  const host = realHost();
  onTestFinished(() => host.close());
  const reader = collector.open(host, {});
  let before: Collected | undefined;
  const poll = async () => {
    const after = await reader.collect({ signal: AbortSignal.timeout(60_000), changed: undefined });
    const drafts = diffStates('ipvs', collector.kinds, before?.states ?? new Map(), after.states, 0);
    before = after;
    return { ...after, events: drafts.map(({ data }) => data.message) };
  };
  const found = await poll();
  expect([found.outcome, found.problems]).toEqual(['ok', []]);
  const own = [...found.states.values()].filter(({ fields }) => fields.netns === netns);
  const usable = own.map(({ subject, fields }) => [subject.replace(`${netns}:`, ''), fields.usable]);
  expect(Object.fromEntries(usable)).toEqual({
    'TCP 192.0.2.100:80': true,
    'TCP 192.0.2.100:80 192.0.2.1:8080': true,
    'TCP 192.0.2.100:80 192.0.2.2:8080': true,
    'UDP [2001:db8::100]:53': true,
    'UDP [2001:db8::100]:53 [2001:db8::1]:53': true,
    'FWM 7': false,
  });
  const service = 'TCP 192.0.2.100:80';
  expect(figure(found.families(), 'netsteward_ipvs_destination_weight', netns, service, '192.0.2.1:8080')).toBe(3);
  expect(figure(found.families(), 'netsteward_ipvs_connections_total', netns)).toBe(0);

  ipvsadm('-e', '-t', '192.0.2.100:80', '-r', '192.0.2.1:8080', '-m', '-w', '0');
  ipvsadm('-d', '-t', '192.0.2.100:80', '-r', '192.0.2.2:8080');
  expect((await poll()).events).toEqual([
    `${netns}:${service} 192.0.2.2:8080: taken out`,
    `${netns}:${service} 192.0.2.1:8080: weight 0, it gets no new connections`,
    `${netns}:${service}: no destination is usable`,
  ]);
  ipvsadm('-C');
  expect((await poll()).states.has(`service/${netns}:${service}`)).toBe(false);
});
