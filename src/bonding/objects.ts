import type { Snapshot } from '../core/snapshot.ts';
import { labelsOf } from './name.ts';

/** The bonds of the host that have one active member, by their labels. */
export function activeBackupBonds(fresh: ReadonlyMap<string, Snapshot>): readonly ReadonlyMap<string, string>[] {
  const states = (collector: string) =>
    [...(fresh.get(collector)?.states.values() ?? [])].filter(
      ({ kind, fields }) => kind === 'bond' && (fields.mode === 'active-backup' || fields.fallback_active === true),
    );
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return [
    ...states('bond').map(({ fields }) =>
      labelsOf({ source: 'kernel', netns: text(fields.netns), bond: text(fields.bond) }),
    ),
    ...states('ovs-bond').map(({ fields }) =>
      labelsOf({ source: 'ovs', daemon: text(fields.daemon), bond: text(fields.bond) }),
    ),
  ];
}
