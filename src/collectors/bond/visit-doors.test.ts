import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { Collected } from '../collector.ts';
import { collector } from './index.ts';

const PROC = '/proc/net/bonding';

function readerOn(recording: string, through: (host: Host) => Host = (host) => host) {
  const changing = changingHost(join(import.meta.dirname, 'fixtures/hosts', recording));
  const reader = collector.open(through(changing.host), {});
  return { ...changing, poll: () => reader.collect({ signal: new AbortController().signal, changed: undefined }) };
}

/** The bonds that have figures. */
function shown({ families }: Collected): readonly string[] {
  const points = families().find(({ definition }) => definition.name === 'netsteward_bond_up')?.points ?? [];
  return points.map(({ labels }) => labels.join(':'));
}

describe('the network namespaces', () => {
  it('are looked into although the own one has no bond', async () => {
    const { poll, remove } = readerOn('all-modes');
    remove(PROC);
    expect(shown(await poll())).toEqual(['blue:bond0', 'switch:port-channel1']);
  });

  it('leave a reading partial when one can not be entered, if there may be bonds in it', async () => {
    const error = new HostError('denied', 'red', 'can not be entered');
    const withRed = (host: Host): Host => ({ ...host, namespaces: async () => [{ netns: 'red', error }] });
    const found = await readerOn('active-backup', withRed).poll();
    expect([found.outcome, found.problems]).toEqual([
      'partial',
      [{ subject: 'red', message: 'red: can not be entered' }],
    ]);
    expect(found.states.has('bond/bond0')).toBe(true);
    const { poll, remove } = readerOn('no-bonds', withRed);
    remove(PROC);
    expect((await poll()).outcome).toBe('absent');
  });

  it('are forgotten when they are gone, and remembered while their list fails', async () => {
    let failing = false;
    const { poll, remove } = readerOn('all-modes', (host) => ({
      ...host,
      namespaces: async (until) => {
        if (failing) throw new HostError('refused', 'namespaces', 'no list');
        return await host.namespaces(until);
      },
    }));
    await poll();
    failing = true;
    const blind = await poll();
    expect([blind.outcome, blind.states.has('bond/blue:bond0')]).toEqual(['partial', true]);
    expect(shown(blind)).not.toContain('blue:bond0');
    failing = false;
    remove('/netns/blue');
    const after = await poll();
    expect([after.outcome, after.states.has('bond/blue:bond0')]).toEqual(['ok', false]);
  });
});
