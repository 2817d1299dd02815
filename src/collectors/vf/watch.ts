import type { Host, LinkNotice } from '../../host/host.ts';
import type { Reader } from '../collector.ts';
import type { Pf } from './model.ts';
import type { Survey } from './survey.ts';

/** Lets through the notifications that can matter: a host may have thousands of devices that come and go. */
export type Watch = {
  readonly watch: NonNullable<Reader['watch']>;
  /** Tells what was found by the last reading. */
  readonly follow: (pfs: readonly Pf[], survey: Survey) => void;
};

const keyOf = (netns: string, name: string) => `${netns}\0${name}`;
/** Names of containers' devices are new ones each time, so what is known about them is forgotten at times. */
const REMEMBERED = 10_000;

export function createWatch(host: Host): Watch {
  /** Network devices of functions, and the bonds over them. */
  let ours = new Set<string>();
  /** Those that ever were: they may come back. */
  let everOurs = new Set<string>();
  /** New names that turned out to be none of ours. */
  const foreign = new Set<string>();
  const pending = new Set<string>();
  let hasFunctions = false;
  let searching = false;

  const matters = ({ netns, interface: name }: LinkNotice): boolean => {
    if (!hasFunctions) return false;
    if (name === undefined) return netns === '' || searching || [...ours].some((key) => key.startsWith(`${netns}\0`));
    const key = keyOf(netns, name);
    if (ours.has(key)) return true;
    if (netns !== '') return searching;
    if (foreign.has(key)) return false;
    pending.add(key);
    return true;
  };

  return {
    watch: (listener, signal) => {
      host.watchLinks((notice) => {
        if (matters(notice)) listener.changed(notice);
      }, signal);
    },
    follow: (pfs, { netdevs, bonds }) => {
      hasFunctions = pfs.length > 0;
      searching = pfs.some(({ vfs }) => vfs.some(({ place }) => place.kind === 'elsewhere'));
      ours = new Set([...netdevs.values()].flat().map(({ netns, name }) => keyOf(netns, name)));
      for (const [netns, all] of bonds) {
        for (const [bond, slaves] of all) {
          if (slaves.some((slave) => ours.has(keyOf(netns, slave)))) ours.add(keyOf(netns, bond));
        }
      }
      everOurs = new Set([...(everOurs.size < REMEMBERED ? everOurs : []), ...ours]);
      if (foreign.size > REMEMBERED) foreign.clear();
      for (const key of pending) if (!everOurs.has(key)) foreign.add(key);
      pending.clear();
    },
  };
}
