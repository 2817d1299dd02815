import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ChangingHost, changingHost } from '../../../test/support/changing-host.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { Collected } from '../collector.ts';
import { startBonds } from './reader.ts';
import { bondSettings } from './settings.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const signal = new AbortController().signal;
const PROC = '/proc/net/bonding';
const moment = (name: string) => readFileSync(join(fixtures, 'moments/active-backup', `${name}.txt`), 'utf8');

/** A reader on a recorded host that a test may change. */
function readerOn(recording: string, through: (host: Host) => Host = (host) => host, readDeadlineMs?: number) {
  const changing: ChangingHost = changingHost(join(fixtures, 'hosts', recording), readDeadlineMs);
  const reader = startBonds(through(changing.host), bondSettings.parse({}));
  return { ...changing, reader, poll: () => reader.collect({ signal, changed: undefined }) };
}

function figures({ families }: Collected, name: string): readonly string[] {
  const points = families().find(({ definition }) => definition.name === `netsteward_bond_${name}`)?.points ?? [];
  return points.map(({ labels, value }) => `${labels.filter((label) => label !== '').join(' ')} ${value}`);
}

const fields = ({ states }: Collected, key: string) => states.get(key)?.fields;

describe('a poll', () => {
  it('finds the bonds of the host and those of its namespaces, each where it is', async () => {
    const found = await readerOn('all-modes').poll();
    expect(found.outcome).toBe('ok');
    expect([...found.states.values()].filter(({ kind }) => kind === 'bond').map(({ subject }) => subject)).toEqual([
      ...['ab', 'alb', 'arp', 'bc', 'down', 'lacp', 'none', 'rr', 'tlb', 'xor'].map((name) => `bond-${name}`),
      'blue:bond0',
      'switch:port-channel1',
    ]);
    expect(fields(found, 'slave/blue:bond0/e1')).toMatchObject({ netns: 'blue', bond: 'bond0', slave: 'e1' });
  });

  it('is absent where the driver is not loaded, and has nothing to tell', async () => {
    const { poll, remove } = readerOn('no-bonds');
    remove(PROC);
    const found = await poll();
    expect([found.outcome, found.problems, found.states.size, found.families()]).toEqual(['absent', [], 0, []]);
  });

  it('is ok where the driver is loaded and there is no bond', async () => {
    const found = await readerOn('no-bonds').poll();
    expect([found.outcome, found.states.size]).toEqual(['ok', 0]);
  });

  it('fails when the list of bonds is refused', async () => {
    const { poll, write, remove } = readerOn('active-backup');
    remove(PROC);
    write(`${PROC}.error`, 'denied EACCES');
    await expect(poll()).rejects.toMatchObject({ cause: { kind: 'denied', target: PROC } });
  });

  it('fails when sysfs names bonds that /proc does not have', async () => {
    const { poll, write, remove } = readerOn('active-backup');
    remove(PROC);
    write('/sys/class/net/bonding_masters', 'bond0 bond1\n');
    await expect(poll()).rejects.toMatchObject({ cause: { message: expect.stringContaining('names bond0, bond1') } });
    write('/sys/class/net/bonding_masters', '\n');
    expect((await poll()).outcome).toBe('ok');
  });

  it('leaves out a bond that vanished after it was listed', async () => {
    const { poll, remove } = readerOn('all-modes');
    await poll();
    remove(`${PROC}/bond-ab`);
    const found = await poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(found.states.has('bond/bond-ab')).toBe(false);
    expect(found.states.has('slave/bond-ab/ab0')).toBe(false);
  });

  it('leaves out a bond that is taken away while it is read, which procfs answers with EIO', async () => {
    let listed = true;
    const { poll, remove } = readerOn('active-backup', (host) => ({
      ...host,
      readText: async (path, until) => {
        if (path !== `${PROC}/bond0` || !listed) return await host.readText(path, until);
        listed = false;
        remove(`${PROC}/bond0`);
        throw new HostError('refused', path, 'EIO');
      },
    }));
    const found = await poll();
    expect([found.outcome, found.problems, found.states.size]).toEqual(['ok', [], 0]);
  });

  it('keeps a bond that the kernel refuses to tell about', async () => {
    const { poll, remove, write } = readerOn('active-backup');
    const before = await poll();
    remove(`${PROC}/bond0`);
    write(`${PROC}/bond0.error`, 'refused EIO');
    const after = await poll();
    expect([after.outcome, after.problems]).toEqual(['partial', [{ subject: 'bond0', message: `${PROC}/bond0: EIO` }]]);
    expect(after.states).toEqual(before.states);
  });

  it('delays no bond for one that never answers', async () => {
    const { poll, remove, root } = readerOn('all-modes', undefined, 1000);
    remove(`${PROC}/bond-ab`);
    const fifo = `${root}${PROC}/bond-ab`;
    execFileSync('mkfifo', [fifo]);
    // A writer lets the hung read go, so that its thread is free again.
    onTestFinished(() => closeSync(openSync(fifo, 'r+')));
    const found = await poll();
    expect([found.outcome, found.problems.map(({ subject }) => subject)]).toEqual(['partial', ['bond-ab']]);
    expect(figures(found, 'up')).toHaveLength(11);
  });

  it('calls slaves down that take turns at probing targets which do not answer', async () => {
    const found = await readerOn('all-modes').poll();
    expect(['ar0', 'ar1'].map((name) => fields(found, `slave/bond-arp/${name}`)?.mii_status)).toEqual(['down', 'down']);
    expect(figures(found, 'slave_mii_status')).toContain('bond-arp ar0 going back 1');
  });

  it('shows the other bonds when one is not understood, and keeps what was last known of that one', async () => {
    const { poll, write } = readerOn('all-modes');
    const before = await poll();
    write(`${PROC}/bond-ab`, 'Ethernet Channel Bonding Driver: v9\n\nMII Status: up\n');
    const after = await poll();
    expect(after.outcome).toBe('partial');
    expect(after.problems).toEqual([
      { subject: 'bond-ab', message: `${PROC}/bond-ab:1: expected "Bonding Mode" in the block that begins here` },
    ]);
    expect(after.states).toEqual(before.states);
    expect(figures(after, 'up')).toEqual(figures(before, 'up').filter((line) => !line.startsWith('bond-ab ')));
  });

  it('takes no notice of a reading that was given up', async () => {
    const giveUp = new AbortController();
    let late = false;
    const { poll, reader, write } = readerOn('active-backup', (host) => ({
      ...host,
      readText: async (path, until) => {
        const text = await host.readText(path, until);
        if (late) giveUp.abort(new Error('too late'));
        return text;
      },
    }));
    await poll();
    write(`${PROC}/bond0`, moment('03-after-failover'));
    late = true;
    await expect(reader.collect({ signal: giveUp.signal, changed: undefined })).rejects.toThrow('too late');
    late = false;
    expect(figures(await poll(), 'failovers_total')).toEqual(['bond0 1']);
  });

  it('tells when the active slave and the links of slaves changed last, once it has seen that', async () => {
    const { poll, write } = readerOn('active-backup');
    const moments = async () => {
      const found = await poll();
      return ['last_failover_timestamp_seconds', 'slave_last_link_change_timestamp_seconds'].map((name) =>
        figures(found, name),
      );
    };
    expect(await moments()).toEqual([[], []]);
    const before = Date.now() / 1000;
    write(`${PROC}/bond0`, moment('03-after-failover'));
    const [failovers = [], links = []] = await moments();
    expect([failovers.length, links.length]).toEqual([1, 1]);
    for (const line of [...failovers, ...links]) expect(Number(line.split(' ').at(-1))).toBeGreaterThanOrEqual(before);
    expect(links[0]).toMatch(/^bond0 e0 /);
    expect(await moments()).toEqual([failovers, links]);
    write(`${PROC}/bond0`, moment('05-backup-flapped'));
    expect((await moments())[1]).toHaveLength(2);
  });

  it('gives the same state objects for what did not change', async () => {
    const { poll, write } = readerOn('active-backup');
    const before = await poll();
    write(`${PROC}/bond0`, moment('05-backup-flapped').replaceAll('Count: 1', 'Count: 0'));
    const after = await poll();
    for (const [key, state] of before.states) expect(after.states.get(key)).toBe(state);
  });
});
