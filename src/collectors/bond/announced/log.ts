import type { LinkNotice } from '../../../host/host.ts';
import { type Announcement, parseAnnouncement } from './announcement.ts';

/** An announcement and its place in the log; `gap` says that some before it may be missing. */
export type Entry = { readonly place: number; readonly said: Announcement | 'gap' };

/** The announcements about bonds that no reading has taken into account yet. */
export type AnnouncementLog = {
  readonly heard: (notice: LinkNotice) => void;
  /** What came after this place, oldest first. */
  readonly since: (netns: string, bond: string, place: number) => readonly Entry[];
  /** Drops what came up to this place. */
  readonly forget: (netns: string, bond: string, place: number) => void;
  /** The place of what came last. */
  readonly place: () => number;
  /** The bonds of which something is in the log. */
  readonly bonds: () => readonly (readonly [netns: string, bond: string])[];
};

/** A bond of which so much came between two readings flaps like mad, or is not read any more. */
const MAX_ENTRIES = 4_000;

export function createAnnouncementLog(): AnnouncementLog {
  const logs = new Map<string, Map<string, Entry[]>>();
  let place = 0;
  const add = (netns: string, bond: string, said: Entry['said']) => {
    place += 1;
    const inside = logs.get(netns) ?? new Map<string, Entry[]>();
    logs.set(netns, inside);
    const earlier = inside.get(bond) ?? [];
    if (said === 'gap' || earlier.length >= MAX_ENTRIES) earlier.splice(0, earlier.length, { place, said: 'gap' });
    else earlier.push({ place, said });
    inside.set(bond, earlier);
  };
  return {
    heard: (notice) => {
      const { netns } = notice;
      if (notice.interface === undefined) {
        for (const bond of logs.get(netns)?.keys() ?? []) add(netns, bond, 'gap');
      } else {
        const said = parseAnnouncement(notice);
        if (said !== undefined) add(netns, said.bond, said);
      }
    },
    since: (netns, bond, after) => (logs.get(netns)?.get(bond) ?? []).filter((entry) => entry.place > after),
    forget: (netns, bond, upTo) => {
      const inside = logs.get(netns);
      const rest = inside?.get(bond)?.filter((entry) => entry.place > upTo) ?? [];
      if (rest.length > 0) inside?.set(bond, rest);
      else inside?.delete(bond);
      if (inside?.size === 0) logs.delete(netns);
    },
    place: () => place,
    bonds: () => [...logs].flatMap(([netns, inside]) => [...inside.keys()].map((bond) => [netns, bond] as const)),
  };
}
