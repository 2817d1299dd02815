import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { figure } from '../../../test/support/figure.ts';
import { diffStates } from '../../core/diff.ts';
import type { LinkNotice } from '../../host/host.ts';
import { announcedInterface } from '../../host/link-monitor.ts';
import type { Collected } from '../collector.ts';
import { startBonds } from './reader.ts';
import { bondSettings } from './settings.ts';
import { kinds } from './tell/kinds.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const PROC = '/proc/net/bonding/bond0';
const signal = new AbortController().signal;
const announcements = readFileSync(join(fixtures, 'announced/6.12-active-backup-failovers.txt'), 'utf8');
/** The announcements with the names of the recorded bond's slaves. */
const announced = announcements
  .replaceAll(/\bd([01])\b/g, 'e$1')
  .split('\n')
  .filter((line) => line !== '');

/** Whether a line about a slave tells another status than the line before it. */
function isNewStatus(line: string, index: number, lines: readonly string[]): boolean {
  const status = (text = '') => /mii_status (\S+)/.exec(text)?.[1];
  return status(line) !== status(lines[index - 1]);
}

/** A bond of which e0 is active, read twice with a long time between, and what its reader makes of notices and changes. */
async function watchedBond() {
  const { host, write } = changingHost(join(fixtures, 'hosts/active-backup'));
  const moment = (name: string) => readFileSync(join(fixtures, 'moments/active-backup', `${name}.txt`), 'utf8');
  let listener: (notice: LinkNotice) => void = () => undefined;
  let now = 0;
  const watchLinks = (given: typeof listener) => {
    listener = given;
  };
  const reader = startBonds({ ...host, watchLinks }, bondSettings.parse({}), () => now);
  const changed: LinkNotice[] = [];
  reader.watch?.({ changed: (notice) => changed.push(notice), occurred: () => undefined }, signal);
  const poll = () => reader.collect({ signal, changed: undefined });
  write(PROC, moment('02-before'));
  await poll();
  now = 10_000;
  let last = await poll();

  const told = (next: Collected) => {
    const readings = [last.states, ...(next.between ?? []), next.states];
    last = next;
    const changes = readings.flatMap((states, index) =>
      diffStates('bond', kinds, readings[index - 1] ?? states, states, 0),
    );
    return [
      ...changes.map(({ severity, data }) => `${severity} ${data.message}`),
      ...(next.occurrences ?? []).map(({ message }) => message),
    ];
  };
  return {
    write,
    moment,
    changed,
    announce: (lines: readonly string[]) => {
      for (const text of lines) listener({ netns: '', interface: announcedInterface(text) ?? '', text });
    },
    lose: () => listener({ netns: '' }),
    poll: async () => told(await poll()),
    read: async () => told(await reader.collect({ signal, changed })),
    failovers: () => figure(last.families(), 'netsteward_bond_failovers_total'),
  };
}

describe('what happened to a bond between two readings', () => {
  it('is told when the kernel announced it, although the later reading is like the earlier', async () => {
    const { announce, read, poll, write, moment, failovers } = await watchedBond();
    // Up to the failback, after which a link has failed once.
    const failedBack = announced.findLastIndex((line) => line.includes('active_slave e0'));
    write(PROC, moment('02-before').replace('Link Failure Count: 0', 'Link Failure Count: 1'));
    announce(announced.slice(0, failedBack + 1));
    expect(await read()).toEqual([
      'warning bond0/e0: the link is down, was up',
      'warning bond0: e1 is the active slave, was e0',
      'info bond0/e0: the link is up, was down',
      'notice bond0: e0 is the active slave, was e1',
    ]);
    expect(failovers()).toBe(2);
    expect([await poll(), failovers()]).toEqual([[], 2]);
  });

  it('counts each failover', async () => {
    const { announce, read, write, moment, failovers } = await watchedBond();
    const last = announced.findLastIndex((line) => line.includes('active_slave e1'));
    const failed = moment('02-before').replace('Link Failure Count: 0', 'Link Failure Count: 1');
    write(PROC, failed.replace('Currently Active Slave: e0', 'Currently Active Slave: e1'));
    // The link has failed, and is back after the failover.
    const back = announced.findIndex(
      (line) => line.includes('2: e0:') && line.includes('mii_status UP link_failure_count 1'),
    );
    announce(announced.slice(0, back + 1));
    expect((await read()).filter((line) => line.includes('active slave'))).toHaveLength(1);
    expect(failovers()).toBe(1);
    announce(announced.slice(back + 1, last + 1));
    expect((await read()).filter((line) => line.includes('active slave'))).toHaveLength(2);
    expect(failovers()).toBe(3);
  });

  it('is told once when a reading was ahead of the announcements', async () => {
    const { announce, read, poll, write, moment } = await watchedBond();
    const [down = '', up = ''] = announced
      .filter((line) => line.includes('2: e0:'))
      .slice(1, 8)
      .filter(isNewStatus);
    write(PROC, moment('02-before').replace('Link Failure Count: 0', 'Link Failure Count: 2'));
    expect(await poll()).toEqual(['bond0/e0: the link failed 2 times since the last reading and is up']);
    const second = (line: string) => line.replace('link_failure_count 1', 'link_failure_count 2');
    for (const line of [down, up, second(down), second(up)]) {
      announce([line]);
      expect(await read()).toEqual([]);
    }
  });

  it('is told as far as readings show it when announcements were lost', async () => {
    const { announce, lose, read, write, moment, failovers } = await watchedBond();
    write(PROC, moment('02-before').replace('Link Failure Count: 0', 'Link Failure Count: 1'));
    announce(announced.slice(0, 6));
    lose();
    expect(await read()).toEqual(['bond0/e0: the link failed once since the last reading and is up']);
    expect(failovers()).toBe(0);
  });

  it('is a new name, not a failover, when the active slave is the same device', async () => {
    const { write, moment, poll, failovers } = await watchedBond();
    write('/sys/class/net/e0/ifindex', '7\n');
    write('/sys/class/net/e1/ifindex', '8\n');
    write(PROC, moment('02-before').replaceAll('e1', 'e2'));
    write('/sys/class/net/e2/ifindex', '9\n');
    await poll();
    write(PROC, moment('02-before').replaceAll('e1', 'e3'));
    write('/sys/class/net/e3/ifindex', '9\n');
    expect(await poll()).toEqual(['notice bond0/e3: new name of the slave bond0/e2']);
    write(PROC, moment('03-after-failover').replaceAll('e1', 'e3'));
    await poll();
    write(PROC, moment('03-after-failover').replaceAll('e1', 'e4'));
    write('/sys/class/net/e4/ifindex', '9\n');
    expect(await poll()).toEqual(['notice bond0/e4: new name of the slave bond0/e3']);
    expect(failovers()).toBe(1);
    // Another device in its place.
    write(PROC, moment('03-after-failover').replaceAll('e1', 'e5'));
    write('/sys/class/net/e5/ifindex', '10\n');
    expect(await poll()).toContain('warning bond0: e5 is the active slave, was e4');
    expect(failovers()).toBe(2);
  });
});

describe('bonds that could not be read yet', () => {
  it('may be there all the same, and others not', async () => {
    const { host, write, remove } = changingHost(join(fixtures, 'hosts/all-modes'));
    const known = await startBonds(host, bondSettings.parse({})).collect({ signal, changed: undefined });
    const remaining = async (through: typeof host) => {
      const reader = startBonds(through, bondSettings.parse({}));
      const first = await reader.collect({ signal, changed: undefined });
      const { mayRemain, states } = first;
      expect([first.outcome, first.problems.length > 0]).toEqual(['partial', true]);
      return [...known.states].filter(([key, state]) => !states.has(key) && mayRemain?.(state)).map(([key]) => key);
    };
    const unlisted = { ...host, namespaces: () => Promise.reject(new Error('no list')) };
    expect(await remaining(unlisted)).toEqual(
      [...known.states.keys()].filter((key) => key.includes('/blue:') || key.includes('/switch:')),
    );
    // What was read before is remembered: everything is known of it.
    const reader = startBonds(host, bondSettings.parse({}));
    await reader.collect({ signal, changed: undefined });
    write('/proc/net/bonding/bond-rr', 'nonsense\n');
    remove('/netns/blue/proc/net/bonding');
    write('/netns/blue/proc/net/bonding.error', 'denied EACCES');
    const later = await reader.collect({ signal, changed: undefined });
    expect([later.outcome, later.mayRemain]).toEqual(['partial', undefined]);
    remove('/proc/net/bonding/bond-xor');
    expect((await remaining(host)).toSorted()).toEqual(
      [...known.states.keys()].filter((key) => key.includes('/blue:') || key.includes('/bond-rr')).toSorted(),
    );
  });
});
