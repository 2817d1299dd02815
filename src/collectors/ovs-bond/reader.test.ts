import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { diffStates } from '../../core/diff.ts';
import { isObject, type Json } from '../../core/json.ts';
import type { Collected } from '../collector.ts';
import { startOvsBonds } from './reader.ts';
import { ovsBondSettings } from './settings.ts';
import { bondKind, memberKind } from './tell/kinds.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const TABLES = 'tables/db.sock_Open_vSwitch.json';
const SHOW = 'calls/ovs-vswitchd.ctl_bond_show.json';
const signal = new AbortController().signal;

/** A reader on a recorded host whose answers a test changes, with a clock of its own. */
function readerOn(settings: object = {}) {
  const changing = changingHost(join(FIXTURES, 'hosts/3.1'));
  let now = 0;
  let before: Collected | undefined;
  const reader = startOvsBonds(changing.host, ovsBondSettings.parse(settings), () => now);
  return {
    ...changing,
    poll: async () => {
      const collected = await reader.collect({ signal, changed: undefined });
      const kinds = [bondKind, memberKind];
      const events = before === undefined ? [] : diffStates('ovs-bond', kinds, before.states, collected.states, 0);
      before = collected;
      return { ...collected, events: events.map(({ type, subject, severity }) => [type.slice(20), subject, severity]) };
    },
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    /** Changes what `bond/show` prints. */
    edit: (change: (text: string) => string) => {
      const text = JSON.parse(readFileSync(join(changing.root, SHOW), 'utf8'));
      changing.write(SHOW, JSON.stringify(change(text)));
    },
    /** Changes columns of the row with this name. */
    change: (table: string, name: string, columns: Readonly<Record<string, Json>>) => {
      const tables = JSON.parse(readFileSync(join(changing.root, TABLES), 'utf8'));
      const rows: readonly Json[] = Object.values(tables[table]);
      for (const row of rows) if (isObject(row) && row.name === name) Object.assign(row, columns);
      changing.write(TABLES, JSON.stringify(tables));
    },
  };
}

function lines({ families }: Collected): readonly string[] {
  return families().flatMap(({ definition, points }) =>
    points.map(({ labels, value }) => {
      const pairs = definition.labels.map((label, index) => `${label}=${JSON.stringify(labels[index])}`);
      return `${definition.name}{${pairs.join(',')}} ${value}`;
    }),
  );
}

const figure = (collected: Collected, start: string) =>
  lines(collected).find((line) => line.startsWith(`netsteward_ovs_bond_${start}`));

/** `bond-ab` as if its preferred member had lost its link. */
const failOver = (text: string) =>
  text
    .replace('member eab0: enabled\n  active member\n  may_enable: true', 'member eab0: disabled\n  may_enable: false')
    .replace('member eab1: enabled\n', 'member eab1: enabled\n  active member\n');

describe('a poll of recorded bonds', () => {
  it('tells everything that the recording holds', async () => {
    const found = await readerOn().poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    await expect(`${lines(found).join('\n')}\n`).toMatchFileSnapshot(join(FIXTURES, 'hosts/3.1.metrics.txt'));
    await expect(`${JSON.stringify([...found.states.values()], null, 1)}\n`).toMatchFileSnapshot(
      join(FIXTURES, 'hosts/3.1.states.json'),
    );
  });

  it('tells a failover as one event beside that of the member, and counts it', async () => {
    const { poll, edit } = readerOn();
    const first = await poll();
    expect(figure(first, 'failovers_total{daemon="",bond="bond-ab"}')).toMatch(/ 0$/);
    edit(failOver);
    const second = await poll();
    expect(second.events).toEqual([
      ['member-enabled-changed', 'bond-ab/eab0', 'warning'],
      ['active-member-changed', 'bond-ab', 'warning'],
    ]);
    expect(figure(second, 'failovers_total{daemon="",bond="bond-ab"}')).toMatch(/ 1$/);
    for (const name of ['last_failover_timestamp', 'member_last_change_timestamp']) {
      expect(figure(first, `${name}_seconds{daemon="",bond="bond-ab"`)).toBeUndefined();
      const seconds = Number(figure(second, `${name}_seconds{daemon="",bond="bond-ab"`)?.split(' ').at(-1));
      expect(Math.abs(Date.now() / 1000 - seconds)).toBeLessThan(60);
    }
    expect((await poll()).events).toEqual([]);
  });

  it('gives the same objects for what did not change', async () => {
    const { poll, edit } = readerOn();
    const first = await poll();
    edit((text) => text.replaceAll(/next rebalance: \d+/g, 'next rebalance: 1'));
    const second = await poll();
    expect([...second.states].filter(([key, state]) => first.states.get(key) !== state)).toEqual([]);
  });

  it('tells that the database names an active member without a link, once a failover would be over', async () => {
    const { poll, pass, change } = readerOn();
    await poll();
    change('Interface', 'esl0', { link_state: 'down' });
    expect((await poll()).events).toEqual([]);
    // The bond waits for its downdelay of 100 ms, and failovers are given 2 s.
    pass(2.05);
    expect((await poll()).events).toEqual([]);
    pass(0.05);
    const stale = await poll();
    expect(stale.events).toEqual([['active-member-link-down-changed', 'bond-slb', 'critical']]);
    expect(figure(stale, 'active_member_link_down{daemon="",bond="bond-slb"}')).toMatch(/ 1$/);
    change('Port', 'bond-slb', { bond_active_slave: '00:00:00:00:00:00' });
    expect((await poll()).events).toEqual([['active-member-link-down-changed', 'bond-slb', 'info']]);
  });

  it('tells that LACP was lost and that the bond falls back', async () => {
    const { poll, edit } = readerOn();
    await poll();
    edit((text) =>
      text.replace(
        /(---- lag ----[\s\S]*?)lacp_status: negotiated\nlacp_fallback_ab: false/,
        '$1lacp_status: configured\nlacp_fallback_ab: true',
      ),
    );
    expect((await poll()).events).toEqual([
      ['setting-changed', 'lag', 'notice'],
      ['lacp-status-changed', 'lag', 'critical'],
      ['lacp-fallback-changed', 'lag', 'warning'],
    ]);
  });

  it('does not take a bond for fallen back whose partner answers', async () => {
    const { poll, edit } = readerOn();
    edit((text) => text.replaceAll('lacp_fallback_ab: false', 'lacp_fallback_ab: true'));
    const found = await poll();
    const told = lines(found).filter((line) => line.includes('lacp_fallback_active'));
    expect(told.map((line) => line.replace(/.*bond="(.*)"} /, '$1 ')).sort()).toEqual([
      ...['fallback 1', 'gal 0', 'lag 0', 'silent 1'],
    ]);
    expect(found.states.get('bond/lag')?.fields.fallback_active).toBe(false);
  });

  it('goes on without lacp/show-stats where the daemon is too old for it', async () => {
    const { poll, remove, write } = readerOn();
    remove('calls/ovs-vswitchd.ctl_lacp_show-stats.json');
    write(
      'calls/ovs-vswitchd.ctl_lacp_show-stats.error',
      'refused "lacp/show-stats" is not a valid command (use --list-commands to see a list of valid commands)',
    );
    const found = await poll();
    expect([found.outcome, lines(found).some((line) => line.includes('pdus_total'))]).toEqual(['ok', false]);
  });

  it('fails when an answer makes no sense, and keeps nothing of it', async () => {
    const { poll, edit } = readerOn();
    await poll();
    edit((text) => text.slice(0, 60));
    await expect(poll()).rejects.toThrow(/bonds of Open vSwitch are not known/);
  });

  it('is absent where Open vSwitch never ran, and fails where it no longer does', async () => {
    const never = readerOn();
    never.remove('run/openvswitch');
    expect((await never.poll()).outcome).toBe('absent');
    const once = readerOn();
    await once.poll();
    once.remove('run/openvswitch');
    await expect(once.poll()).rejects.toThrow('no daemon of Open vSwitch runs any more');
  });
});
