import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldsOf, vfFigure, vfHost } from '../../../test/support/polled-vfs.ts';
import { hanging, instead } from '../../../test/support/spoilt-program.ts';

const LINKS = '/commands/ip_-j_-s_-d_link_show.txt';
const PF = '0000:41:00.0';
const links = readFileSync(join(import.meta.dirname, `fixtures/hosts/set-up${LINKS}`), 'utf8');
const ALL = 'ip -j -s -d link show';

describe('what ip says', () => {
  it.each([
    ['is cut off', links.slice(0, 5000), 'expected JSON'],
    ['is nothing', '', 'expected JSON'],
  ])('and %s, leaves settings as they were known and figures out', async (_, text, words) => {
    const host = vfHost();
    const before = await host.poll();
    host.write(LINKS, text);
    const after = await host.poll();
    expect([after.outcome, after.events]).toEqual(['partial', []]);
    expect(after.problems).toEqual(
      [PF, '0000:81:00.0'].map((subject) => ({ subject, message: expect.stringContaining(words) })),
    );
    for (const kind of ['vf', 'group']) {
      const of = (states: typeof after.states) => [...states].filter(([key]) => key.startsWith(`${kind}/`));
      expect(of(after.states)).toEqual(of(before.states));
    }
    expect(vfFigure(after, 'trust')).toBeUndefined();
    expect(vfFigure(after, 'pf_up')).toBeUndefined();
    expect(vfFigure(after, 'pf_numvfs', PF, 'pf0')).toBe(5);
    host.write(LINKS, links);
    expect(await host.poll()).toMatchObject({ outcome: 'ok', problems: [], events: [] });
  });

  it('may never come: numbers and places do in time, and nothing is taken for changed', async () => {
    let wedged = true;
    const host = vfHost(
      'set-up',
      instead(ALL, (signal) => (wedged ? hanging(ALL, signal) : undefined)),
    );
    const found = await host.poll();
    expect(found.problems.map(({ message }) => message)).toEqual([
      ...[`${ALL}: no answer in time`, `${ALL}: no answer in time`],
    ]);
    // Who keeps one program waiting keeps all of them waiting.
    expect(found.commands).toEqual([]);
    expect(fieldsOf(found, `vf/${PF}/3`)).toMatchObject({ place: 'guest web1', trust: null });
    expect(vfFigure(found, 'pf_numvfs', PF, 'pf0')).toBe(5);
    wedged = false;
    expect(await host.poll()).toMatchObject({ outcome: 'ok', events: [] });
  });

  it('about one function that is not understood hides no other', async () => {
    const host = vfHost();
    host.write(LINKS, links.replace('"vf":4,', '"vf":"four",'));
    const found = await host.poll();
    expect(found.problems).toEqual([{ subject: PF, message: expect.stringContaining('a VF of pf0: "vf"') }]);
    expect(['3', '4'].map((number) => vfFigure(found, 'trust', PF, 'pf0', number))).toEqual([0, undefined]);
  });

  it('may lack functions, as of more than 221 the kernel tells a part only', async () => {
    const host = vfHost();
    const all: { readonly ifname: string; readonly vfinfo_list?: readonly object[] }[] = JSON.parse(links);
    const few = all.map((link) =>
      link.ifname === 'pf0' ? { ...link, vfinfo_list: link.vfinfo_list?.slice(0, 2) } : link,
    );
    host.write(LINKS, JSON.stringify(few));
    const found = await host.poll();
    expect(found.problems).toEqual([
      { subject: PF, message: 'ip tells of 2 of its 5 virtual functions; the settings of the others are not known' },
    ]);
    expect(['1', '2'].map((number) => vfFigure(found, 'trust', PF, 'pf0', number))).toEqual([0, undefined]);
    host.write('/commands/ip_-j_-d_link_show_dev_pf0.txt', links);
    const whole = await host.poll();
    expect([whole.outcome, vfFigure(whole, 'trust', PF, 'pf0', '4')]).toEqual(['ok', 0]);
  });
});

describe('a reading that was given up', () => {
  it('changes nothing of what the next one is compared with', async () => {
    const giveUp = new AbortController();
    let late = false;
    const given = async () => {
      giveUp.abort(new Error('too late'));
      return links.replace('"trust":true', '"trust":false');
    };
    const host = vfHost(
      'set-up',
      instead(ALL, () => (late ? given() : undefined)),
    );
    const before = await host.poll();
    late = true;
    await expect(host.poll(giveUp.signal)).rejects.toThrow('too late');
    late = false;
    host.write(LINKS, 'broken');
    const after = await host.poll();
    expect(fieldsOf(after, `vf/${PF}/0`)?.trust).toBe(true);
    expect(after.states.get(`vf/${PF}/0`)).toBe(before.states.get(`vf/${PF}/0`));
  });
});

describe('what an earlier run of the agent knew', () => {
  it('may be there all the same while not everything can be read', async () => {
    const host = vfHost();
    const vanished = { kind: 'vf', subject: 'x', fields: {} };
    expect((await host.poll()).mayRemain?.(vanished) ?? false).toBe(false);
    host.write(LINKS, 'broken');
    expect((await host.poll()).mayRemain?.(vanished)).toBe(true);
  });
});
