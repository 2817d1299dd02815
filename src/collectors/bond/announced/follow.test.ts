import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bond, bondOf } from '../bond.ts';
import { parseProc } from '../parse/proc.ts';
import type { MiiStatus } from '../parse/report.ts';
import type { Announcement } from './announcement.ts';
import { follow, noTrail } from './follow.ts';
import { createAnnouncementLog, type Entry } from './log.ts';

type Truth = { readonly active: string | null; readonly links: Readonly<Record<string, readonly [MiiStatus, number]>> };

const up: Truth = { active: 'a', links: { a: ['up', 0], b: ['up', 0], c: ['up', 0] } };

function read({ active, links }: Truth): Bond {
  const head = `Bonding Mode: fault-tolerance (active-backup)\nCurrently Active Slave: ${active ?? 'None'}\nMII Status: up\nMII Polling Interval (ms): 100\nUp Delay (ms): 0\nDown Delay (ms): 0\n`;
  const slaves = Object.entries(links).map(
    ([name, [status, failures]]) =>
      `Slave Interface: ${name}\nMII Status: ${status}\nLink Failure Count: ${failures}\n`,
  );
  const text = head + slaves.join('');
  const settings = { values: new Map(), readAt: 0, problems: [] };
  return bondOf({ netns: '', name: 'bond0', text, numbers: new Map() }, parseProc('bond0', text), settings, []);
}

/** A bond whose changes are announced when the test says so. */
function simulated() {
  const announced: Announcement[] = [];
  const heard: Entry[] = [];
  const told: string[] = [];
  const turns: string[] = [];
  let truth = up;
  let trail = noTrail;
  let last: Bond | undefined;
  let clock = 0;
  const tell = (next: Bond) => {
    const [from, to] = [last?.report.activeSlave, next.report.activeSlave];
    if (last !== undefined && from !== to) told.push(`${from} ${to}`);
    last = next;
  };
  const change = (next: Truth, said: readonly Announcement[]) => {
    if (truth.active !== next.active) turns.push(`${truth.active} ${next.active}`);
    truth = next;
    announced.push(...said);
  };
  return {
    told,
    turns,
    choose: (active: string) => change({ ...truth, active }, [{ bond: 'bond0', active }]),
    /** The link of the active slave fails and comes back, and another becomes active. */
    flap: (other: string) => {
      const [name, links] = [truth.active ?? '', truth.links];
      const failures = (links[name]?.[1] ?? 0) + 1;
      const link = (status: MiiStatus) => ({ bond: 'bond0', slave: name, status, failures });
      change({ active: other, links: { ...links, [name]: ['up', failures] } }, [
        link('down'),
        { bond: 'bond0', active: other },
        link('up'),
      ]);
    },
    hear: (count = Number.POSITIVE_INFINITY) => {
      for (const said of announced.splice(0, count)) heard.push({ place: heard.length + 1, said });
    },
    gap: () => heard.push({ place: heard.length + 1, said: 'gap' }),
    pass: (milliseconds: number) => {
      clock += milliseconds;
    },
    read: () => {
      const now = read(truth);
      const entries = heard.filter(({ place }) => place > trail.place);
      const followed = follow(trail, entries, last, now, clock);
      for (const one of [...followed.between, now]) tell(one);
      trail = followed.trail;
      clock += 1;
    },
  };
}

/** Read long ago, with nothing announced since. */
function settled() {
  const bond = simulated();
  bond.read();
  bond.pass(5_000);
  bond.read();
  return bond;
}

function play(bond: ReturnType<typeof simulated>, step: string): void {
  const [what, which = ''] = step.split(' ');
  if (what === 'choose') bond.choose(which);
  else if (what === 'flap') bond.flap(which);
  else if (what === 'hear') bond.hear(1);
  else bond.read();
}

describe('failovers between two readings', () => {
  it('are all told when they were announced', () => {
    const { choose, hear, read: look, told, turns } = settled();
    for (const active of ['b', 'a', 'c', 'a']) choose(active);
    hear();
    look();
    expect(told).toEqual(['a b', 'b a', 'a c', 'c a']);
    expect(told).toEqual(turns);
  });

  it('are told once when the reading was there before their announcement', () => {
    const { choose, hear, read: look, told } = settled();
    choose('b');
    look();
    hear();
    look();
    choose('a');
    hear();
    look();
    expect(told).toEqual(['a b', 'b a']);
  });

  it('that are announced after the reading are left for the next one', () => {
    const { choose, hear, read: look, told } = settled();
    choose('b');
    choose('a');
    look();
    expect(told).toEqual([]);
    hear();
    look();
    expect(told).toEqual(['a b', 'b a']);
  });

  it('are not told again by announcements that come one reading after the other', () => {
    const { choose, hear, read: look, told } = settled();
    choose('b');
    look();
    choose('a');
    look();
    for (let turn = 0; turn < 3; turn += 1) {
      hear(1);
      look();
    }
    expect(told).toEqual(['a b', 'b a']);
  });

  it('come with the links that caused them', () => {
    const { flap, hear, read: look, told } = settled();
    for (const other of ['b', 'a', 'b', 'a']) flap(other);
    hear();
    look();
    expect(told).toEqual(['a b', 'b a', 'a b', 'b a']);
  });

  it('that nobody may have heard of are told as far as readings show them', () => {
    const { choose, hear, gap, read: look, pass, told } = settled();
    for (const active of ['b', 'a']) choose(active);
    hear();
    gap();
    look();
    choose('c');
    look();
    expect(told).toEqual(['a c']);
    pass(5_000);
    look();
    for (const active of ['b', 'c']) choose(active);
    hear();
    look();
    expect(told).toEqual(['a c', 'c b', 'b c']);
  });

  it('are never told more often than they happened, nor in another order, however late announcements are', () => {
    const step = fc.oneof(
      fc.constantFrom('choose a', 'choose b', 'choose c', 'flap a', 'flap b', 'flap c'),
      fc.constantFrom('hear', 'hear', 'read', 'read'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const bond = settled();
        for (const one of steps) play(bond, one);
        bond.hear();
        for (let again = 0; again < 3; again += 1) bond.read();
        expect(bond.told.length).toBeLessThanOrEqual(bond.turns.length);
        for (const [index, turn] of bond.told.entries()) {
          expect(turn.split(' ')[0]).toBe(bond.told[index - 1]?.split(' ')[1] ?? 'a');
        }
        expect(bond.told.at(-1)?.split(' ')[1] ?? 'a').toBe(bond.turns.at(-1)?.split(' ')[1] ?? 'a');
      }),
      { numRuns: 1_000 },
    );
  });

  it('are all told where every reading has heard of everything', () => {
    const step = fc.constantFrom('choose a', 'choose b', 'choose c', 'flap a', 'flap b', 'flap c', 'read');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const bond = settled();
        for (const one of [...steps, 'read']) {
          if (one === 'read') bond.hear();
          play(bond, one);
        }
        expect(bond.told).toEqual(bond.turns);
      }),
    );
  });
});

describe('the log of announcements', () => {
  const text = (active: string) =>
    `4: bond0: <UP> mtu 1 \\    bond mode active-backup active_slave ${active} miimon 50 `;
  const said = (active: string) => ({ netns: '', interface: 'bond0', text: text(active) });

  it('keeps what came after a place, for each bond of each namespace', () => {
    const log = createAnnouncementLog();
    log.heard(said('a'));
    const first = log.place();
    log.heard({ ...said('b'), netns: 'blue' });
    log.heard(said('c'));
    expect(log.since('', 'bond0', first).map((entry) => entry.said)).toEqual([{ bond: 'bond0', active: 'c' }]);
    expect(log.since('blue', 'bond0', 0)).toHaveLength(1);
    expect(log.bonds()).toEqual([
      ['', 'bond0'],
      ['blue', 'bond0'],
    ]);
    log.forget('blue', 'bond0', log.place());
    expect(log.bonds()).toEqual([['', 'bond0']]);
  });

  it('says that announcements may be missing, which it does not keep without end either', () => {
    const log = createAnnouncementLog();
    log.heard(said('a'));
    log.heard({ netns: '' });
    expect(log.since('', 'bond0', 0).map((entry) => entry.said)).toEqual(['gap']);
    for (let count = 0; count < 5_000; count += 1) log.heard(said(String(count)));
    const kept = log.since('', 'bond0', 0);
    expect(kept.length).toBeLessThanOrEqual(4_000);
    expect(kept[0]?.said).toBe('gap');
  });
});
