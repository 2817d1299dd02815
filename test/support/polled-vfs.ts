import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Collected, WatchListener } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/vf/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import type { States } from '../../src/core/state.ts';
import type { Host, LinkNotice } from '../../src/host/host.ts';
import { changingHost } from './changing-host.ts';
import { figure } from './figure.ts';

const LINKS = 'commands/ip_-j_-s_-d_link_show.txt';
const fixtures = join(import.meta.dirname, '../../src/collectors/vf/fixtures');

export type VfHost = ReturnType<typeof vfHost>;

/**
 * The collector of virtual functions on a recorded host that a test lets change.
 * @param through stands between the host and the collector, to spoil answers
 */
export function vfHost(recording = 'set-up', through: (host: Host) => Host = (host) => host, settings: object = {}) {
  const changing = changingHost(join(fixtures, 'hosts', recording));
  const commands: string[] = [];
  let announce: ((notice: LinkNotice) => void) | undefined;
  const spied: Host = {
    ...changing.host,
    run: (argv, signal) => {
      commands.push(argv.join(' '));
      return changing.host.run(argv, signal);
    },
    watchLinks: (listener) => {
      announce = listener;
    },
  };
  const reader = collector.open(through(spied), settings);
  let states: States = new Map();
  const collect = async (changed: readonly LinkNotice[] | undefined, signal = new AbortController().signal) => {
    const collected = await reader.collect({ signal, changed });
    const before = states;
    states = collected.states;
    const events = diffStates('vf', collector.kinds, before, states, 0);
    return {
      ...collected,
      /** What came of it since the last reading: `warning numvfs-changed 0000:41:00.0: …`. */
      events: events.map(
        ({ type, severity, data }) => `${severity} ${type.replace('netsteward.vf.', '')} ${data.message}`,
      ),
      asked: changing.asked(),
      commands: commands.splice(0),
    };
  };
  return {
    ...changing,
    reader,
    poll: (signal?: AbortSignal) => collect(undefined, signal),
    announced: (...names: readonly string[]) => collect(names.map((name) => ({ netns: '', interface: name }))),
    /** Puts a recorded moment's files in the place of the host's. */
    become: (moment: string) => cpSync(join(fixtures, 'moments', moment), changing.root, { recursive: true }),
    /** Begins to listen, and tells which of these notifications are passed on. */
    passedOn: (...notices: readonly LinkNotice[]) => {
      const passed: LinkNotice[] = [];
      const listener: WatchListener = { changed: (notice) => passed.push(notice), occurred: () => undefined };
      reader.watch?.(listener, new AbortController().signal);
      for (const notice of notices) announce?.(notice);
      return passed;
    },
  };
}

/** What a poll tells after something was done to the host as it was set up. */
export async function toldAfter(doing: (host: VfHost) => void, recording = 'set-up'): Promise<readonly string[]> {
  const host = vfHost(recording);
  await host.poll();
  doing(host);
  const { events, problems } = await host.poll();
  expect(problems).toEqual([]);
  return events;
}

/** Changes how `pf0` and its virtual functions are described. */
export function describedOtherwise(...changes: readonly (readonly [string, string])[]) {
  return ({ write }: VfHost) => {
    const links = readFileSync(join(fixtures, 'hosts/set-up', LINKS), 'utf8');
    const at = links.indexOf('"ifname":"pf0"');
    write(
      `/${LINKS}`,
      links.slice(0, at) + changes.reduce((text, [from, to]) => text.replace(from, to), links.slice(at)),
    );
  };
}

/** The fields of a state. */
export function fieldsOf({ states }: Pick<Collected, 'states'>, key: string) {
  return states.get(key)?.fields;
}

/** A figure of a virtual or physical function on the host `set-up`; `undefined` when there is none. */
export function vfFigure({ families }: Pick<Collected, 'families'>, name: string, ...labels: readonly string[]) {
  return figure(families(), `netsteward_vf_${name}`, ...labels);
}
