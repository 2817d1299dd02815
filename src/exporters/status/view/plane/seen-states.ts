import type { Snapshot } from '../../../../core/snapshot.ts';
import type { State } from '../../../../core/state.ts';

/** The states of a host as the picture asks for them. */
export type SeenStates = {
  readonly of: (collector: string, kind: string) => readonly State[];
  /** Network devices by subject: `eth0`, `blue:eth0`. */
  readonly device: (subject: string) => State | undefined;
  readonly devices: readonly State[];
};

export function seenStates(snapshots: readonly Snapshot[]): SeenStates {
  const byKind = new Map<string, readonly State[]>();
  for (const { collector, states } of snapshots) {
    for (const [kind, some] of Map.groupBy(states.values(), (state) => state.kind))
      byKind.set(`${collector}/${kind}`, some);
  }
  const of = (collector: string, kind: string) => byKind.get(`${collector}/${kind}`) ?? [];
  const devices = of('interface', 'interface');
  const bySubject = new Map(devices.map((state) => [state.subject, state]));
  return { of, devices, device: (subject) => bySubject.get(subject) };
}
