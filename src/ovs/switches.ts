import type { OvsDaemon } from './daemons.ts';

/** The daemons of one run directory: a switch, of which one half may be missing. */
export type Switch = {
  /** As the label `daemon`: empty for the default one. */
  readonly name: string;
  readonly runDirectory: string;
  /** The socket of the database. */
  readonly database: string;
  readonly vswitchd: OvsDaemon | undefined;
  readonly ovsdb: OvsDaemon | undefined;
};

/** Puts the daemons of the same run directory together, in the order in which they were found. */
export function switchesOf(daemons: readonly OvsDaemon[]): readonly Switch[] {
  const byName = new Map<string, Switch>();
  for (const daemon of daemons) {
    const { kind, name, runDirectory, database } = daemon;
    const half = byName.get(name) ?? { name, runDirectory, database, vswitchd: undefined, ovsdb: undefined };
    byName.set(name, { ...half, [kind]: daemon });
  }
  return [...byName.values()];
}
