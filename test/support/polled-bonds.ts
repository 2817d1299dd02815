import { join } from 'node:path';
import { startBonds } from '../../src/collectors/bond/reader.ts';
import { bondSettings } from '../../src/collectors/bond/settings.ts';
import type { LinkNotice } from '../../src/host/host.ts';
import { changingHost } from './changing-host.ts';

const hosts = join(import.meta.dirname, '../../src/collectors/bond/fixtures/hosts');
const signal = new AbortController().signal;

/** A reader of bonds that has polled once, with a clock of its own, and what a notification makes it read and change. */
export async function polledBonds(recording = 'all-modes') {
  const { host, write, remove, asked } = changingHost(join(hosts, recording));
  let now = 0;
  const reader = startBonds(host, bondSettings.parse({ settings_max_age: '20s' }), () => now);
  let last = await reader.collect({ signal, changed: undefined });
  asked();
  const collect = async (changed: readonly LinkNotice[] | undefined) => {
    const before = last;
    last = await reader.collect({ signal, changed });
    const changedKeys = [...last.states].filter(([key, state]) => before.states.get(key) !== state).map(([key]) => key);
    return { asked: asked(), changed: changedKeys, ...last };
  };
  return {
    write,
    remove,
    poll: () => collect(undefined),
    announce: (...names: readonly string[]) => collect(names.map((name) => ({ netns: '', interface: name }))),
    /** With the words of the kernel about the device. */
    announceText: (name: string, text: string) => collect([{ netns: '', interface: name, text }]),
    announceIn: (netns: string, name?: string) =>
      collect([name === undefined ? { netns } : { netns, interface: name }]),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}
