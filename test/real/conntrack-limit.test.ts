import { execFileSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRefusal } from '../../src/actions/action.ts';
import { isWritable } from '../../src/actions/conntrack-limit/doors.ts';
import { evidenceSchema } from '../../src/actions/conntrack-limit/evidence.ts';
import { action } from '../../src/actions/conntrack-limit/index.ts';
import { collector } from '../../src/collectors/conntrack/index.ts';
import { defaultRealHostOptions, realHost } from '../../src/host/real-host.ts';
import { findOwners } from '../../src/remediation/ownership/find-owners.ts';
import { networkNamespace, noNamespaces } from '../support/network-namespace.ts';
import { snapshot } from '../support/snapshot.ts';

const LIMIT = '/proc/sys/net/netfilter/nf_conntrack_max';
const COUNT = 20;
/** Tracks whatever the namespace sends. */
const RULES = 'table ip t { chain out { type filter hook output priority 0; ct state new counter; }; }';
const SEND = `
  const socket = require('node:dgram').createSocket('udp4').on('error', () => {});
  let sent = 0;
  for (let i = 0; i < ${COUNT}; i += 1) socket.send('x', 1000 + i, '127.0.0.1', () => { sent += 1; if (sent === ${COUNT}) socket.close(); });`;
const signal = () => AbortSignal.timeout(60_000);

/** A host that knows one namespace, which has connections. What is tracked stays as it is outside. */
function crowdedNamespace(skip: (note: string) => void) {
  const reason = noNamespaces();
  if (reason !== undefined) skip(reason);
  const netns = networkNamespace();
  const inside = (...argv: [string, ...string[]]) => execFileSync('ip', ['netns', 'exec', netns, ...argv]);
  try {
    inside('nft', RULES);
  } catch {
    skip('there is no nft(8) or no kernel that tracks connections');
  }
  inside(process.execPath, '--eval', SEND);
  const namespaces = { ...defaultRealHostOptions.namespaces, include: [netns] };
  const host = realHost({ namespaces, readDeadlineMs: 10_000 });
  onTestFinished(() => host.close());
  return { netns, host };
}

describe('the limit of tracked connections on this machine', () => {
  it('is seen from a namespace with connections, and is not in their way', async ({ skip }) => {
    const { netns, host } = crowdedNamespace(skip);
    const target = action.target(new Map([['netns', netns]]));
    if (isRefusal(target)) throw new Error(target.refused);
    const collected = await collector.open(host, {}).collect({ signal: signal(), changed: undefined });
    const fresh = new Map([['conntrack', snapshot(collected)]]);
    const opened = action.open({ growth_over: '500ms' });
    const look = async () => {
      const seen = await opened.observe({ target, host, fresh, signal: signal() });
      if (isRefusal(seen)) throw new Error(seen.refused);
      return seen;
    };
    let seen = await look();
    // Another test may have lowered the limit for a moment.
    for (let again = 0; again < 60 && evidenceSchema.parse(seen.evidence).limit < 1000; again += 1) seen = await look();
    const evidence = evidenceSchema.parse(seen.evidence);
    expect(evidence).toMatchObject({ netns, memory_available: null });
    expect(evidence.entries).toBeGreaterThanOrEqual(COUNT);
    expect(evidence.all_entries).toBeGreaterThanOrEqual(COUNT);
    expect(evidence.lost).toEqual({ drop: 0, early_drop: 0, insert_failed: 0 });
    const plan = seen.plan({ alert: new Map([['alertname', 'ConntrackDropping']]), history: [], now: Date.now() });
    expect(isRefusal(plan) && plan.refused).toContain(
      `the limit is not the cause: the table of namespace ${netns} holds ${evidence.entries} of ${evidence.limit} connections`,
    );
  });

  it('can be set from the first namespace of the machine only', async ({ skip }) => {
    const { host } = crowdedNamespace(skip);
    const [inside] = await host.namespaces(signal());
    if (inside === undefined || 'error' in inside) throw new Error('no namespace');
    expect(await isWritable(inside.host, LIMIT, signal())).toBe(false);
    expect(await isWritable(host, '/proc/sys/net/netfilter/nf_conntrack_count', signal())).toBe(false);
  });

  it('has owners that can be looked for among all files and processes', async () => {
    const host = realHost();
    onTestFinished(() => host.close());
    for (const setting of ['sysctl net.netfilter.nf_conntrack_max', 'bond bond0 active_slave']) {
      for (const { words, where } of await findOwners(host, setting, signal())) {
        expect(words).not.toBe('');
        expect(where).toMatch(/^(?:\/|process \d+$)/);
      }
    }
  });
});
