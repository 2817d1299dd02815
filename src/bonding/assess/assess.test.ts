import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bondEvidenceOf, memberEvidence } from '../../../test/support/bond-evidence.ts';
import { bondEvidence, type MemberEvidence } from '../evidence.ts';
import { lookSettings } from '../settings.ts';
import { assess } from './assess.ts';
import { obstacles } from './obstacles.ts';
import { wordsFor } from './words.ts';

const settings = z.strictObject(lookSettings).parse({ error_rate: 1 });
const assessed = (active: Partial<MemberEvidence>, standby: Partial<MemberEvidence>, more = {}) =>
  assess(bondEvidenceOf({}, active, standby), { ...settings, ...more });

describe('a standby', () => {
  it('that is as good as the active member is ready', () => {
    const found = assessed({}, {});
    expect([found.ready, found.best?.name, found.found]).toEqual([true, 'e1', []]);
    expect(wordsFor(found)).toBe('a failover from e0 would work: e1: 192.0.2.1 answers');
  });

  it('behind which nobody could be asked may be ready', () => {
    const found = assessed({}, { path: 'unknown', path_words: 'no targets' });
    expect([found.ready, found.best?.name]).toEqual([undefined, 'e1']);
    expect(wordsFor(found)).toBe('whether a failover from e0 would work is not known: e1: path: no targets');
  });

  it.each<[string, Partial<MemberEvidence>, Partial<MemberEvidence>]>([
    ['link-down', {}, { link: 'down' }],
    ['link-down', {}, { link: 'failing' }],
    ['link-down', {}, { link: 'unknown' }],
    ['link-waiting', {}, { link: 'waiting' }],
    ['unstable', {}, { changed_ago: 30 }],
    ['slower', {}, { speed_mbps: 1000 }],
    ['duplex', {}, { duplex: 'half' }],
    ['mtu', { mtu: 9000 }, { mtu: 1500 }],
    ['vlan', { vlan: '7' }, { vlan: '8' }],
    ['lacp', {}, { lacp: 'defaulted' }],
    ['same-pf', { pf: '0000:41:00.0' }, { pf: '0000:41:00.0' }],
    ['errors', {}, { errors_per_second: 1 }],
    ['path-dead', {}, { path: 'dead', path_words: '192.0.2.1 did not answer' }],
  ])('is not ready: %s', (obstacle, active, standby) => {
    const { ready, best, found } = assessed(active, standby);
    expect([ready, best, found.map((one) => one.obstacle)]).toEqual([false, undefined, [obstacle]]);
    const accepted = assessed(active, standby, { accept: [obstacle] });
    expect([accepted.ready !== false, accepted.found]).toEqual([true, found]);
  });

  it('at the same switch is told of, and counts where that is wanted', () => {
    const both = { switch: 'leaf1' };
    expect(assessed(both, both)).toMatchObject({ ready: true, found: [{ obstacle: 'same-switch' }] });
    expect(assessed(both, both, { accept: [] }).ready).toBe(false);
    expect(assessed(both, { switch: 'leaf2' }, { accept: [] }).ready).toBe(true);
  });

  it('has nothing against it that is known of one of the two alone', () => {
    const known = { speed_mbps: 100, mtu: 100, vlan: '1', pf: '0000:41:00.0', switch: 'leaf1', duplex: 'full' };
    const unknown = { speed_mbps: null, mtu: null, vlan: null, pf: null, switch: null, duplex: null };
    expect(assessed(known, unknown).found).toEqual([]);
    expect(assessed(unknown, known).found).toEqual([]);
  });

  it('that is faster than the active member, or of a larger MTU, has nothing against it', () => {
    expect(assessed({ speed_mbps: 1000, mtu: 1500 }, { speed_mbps: 10_000, mtu: 9000 }).found).toEqual([]);
  });
});

describe('of several standbys', () => {
  const among = (...standbys: Partial<MemberEvidence>[]) =>
    assess(
      bondEvidenceOf({
        members: [
          memberEvidence({ name: 'e0', active: true, speed_mbps: 1000 }),
          ...standbys.map((about, index) => memberEvidence({ name: `e${index + 1}`, speed_mbps: 1000, ...about })),
        ],
      }),
      settings,
    );

  it('the one whose path is known to be alive is taken, then the fastest', () => {
    expect(among({ path: 'unknown', speed_mbps: 25_000 }, {}).best?.name).toBe('e2');
    expect(among({}, { speed_mbps: 25_000 }).best?.name).toBe('e2');
    expect(among({ link: 'down' }, { path: 'unknown' })).toMatchObject({ ready: undefined, best: { name: 'e2' } });
  });
});

describe('a bond', () => {
  it('without another member, or without an active one, can not fail over', () => {
    const alone = assess(bondEvidenceOf({ members: [memberEvidence({ name: 'e0', active: true })] }), settings);
    expect([alone.ready, alone.found.map(({ obstacle }) => obstacle)]).toEqual([false, ['no-standby']]);
    const none = assess(bondEvidenceOf({ active: null }, { active: false }), settings);
    expect([none.ready, none.found.map(({ obstacle }) => obstacle)]).toEqual([false, ['no-active']]);
    expect(wordsFor(none)).toBe('a failover would not work: no member is active');
  });
});

describe('an assessment of anything', () => {
  const number = fc.option(fc.integer({ min: 0, max: 100_000 }));
  const word = fc.option(fc.constantFrom('a', 'b', 'half', 'current', 'expired'));
  const member = fc.record({
    active: fc.boolean(),
    link: fc.constantFrom('up', 'down', 'waiting', 'failing', 'unknown'),
    changed_ago: number,
    speed_mbps: number,
    duplex: word,
    mtu: number,
    vlan: word,
    lacp: word,
    pf: word,
    numa_node: number,
    switch: word,
    errors: number,
    errors_per_second: number,
    path: fc.constantFrom('alive', 'dead', 'unknown'),
  });
  const evidence = fc
    .array(member, { maxLength: 4 })
    .map((members) =>
      bondEvidence.parse(
        bondEvidenceOf({ members: members.map((one, index) => memberEvidence({ ...one, name: `e${index}` })) }),
      ),
    );

  it('is ready only with a standby that is up, whose path is alive and that has nothing against it', () => {
    fc.assert(
      fc.property(evidence, fc.subarray([...obstacles]), (given, accept) => {
        const { ready, best, found, active } = assess(given, { ...settings, accept });
        if (best !== undefined) {
          expect(best.active).toBe(false);
          const against = found.filter(({ member, obstacle }) => member === best.name && !accept.includes(obstacle));
          expect(against).toEqual([]);
        }
        if (ready !== true) return;
        expect([best?.path, active?.active]).toEqual(['alive', true]);
        if (!accept.includes('link-down') && !accept.includes('link-waiting')) expect(best?.link).toBe('up');
      }),
    );
  });
});
