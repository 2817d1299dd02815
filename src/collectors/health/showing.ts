import type { Occurrence } from '../../core/definition.ts';
import type { Problem } from '../../core/snapshot.ts';
import { type State, type States, sameState, stateKey } from '../../core/state.ts';
import type { CheckReport } from '../../host/checks.ts';
import type { Collected } from '../collector.ts';
import type { PoolFiles } from './files/pool-files.ts';
import type { Board } from './judge/board.ts';
import type { Twin } from './plan/merge.ts';
import type { PlannedPool } from './plan/planned.ts';
import type { HealthSettings } from './settings.ts';
import { familiesOf } from './tell/points.ts';
import { byVirtualAddress, countPools, poolStates } from './tell/pools-told.ts';
import { type CheckerStanding, checkerState, fileState } from './tell/states.ts';

/** What a reading has found. */
export type Found = {
  readonly pools: ReadonlyMap<string, PlannedPool>;
  readonly twins: readonly Twin[];
  readonly files: PoolFiles;
  readonly report: CheckReport | undefined;
  readonly checker: CheckerStanding | undefined;
  readonly losses: number;
  readonly occurrences: readonly Occurrence[];
};

/** Makes results of readings, with the same objects for what did not change. */
export type Showing = { readonly collected: (found: Found) => Collected };

export function createShowing({ descriptors }: Pick<HealthSettings, 'descriptors'>, board: Board): Showing {
  let last: States = new Map();

  return {
    collected: ({ pools, twins, files, report, checker, losses, occurrences }) => {
      const entries = board.entries();
      const counted = countPools(pools, entries);
      const known = files.files();
      // Members before their pools: first a member fails, and then its pool.
      const states = new Map<string, State>();
      const show = (state: State) => {
        const key = stateKey(state);
        const old = last.get(key);
        states.set(key, old !== undefined && sameState(old, state) ? old : state);
      };
      for (const file of known) show(fileState(file, twins.find((twin) => twin.file === file.path)?.message));
      // Members before their pools: first a member fails, and then its pool.
      for (const { member, state } of entries.values()) if (state !== undefined) states.set(member.plan.key, state);
      for (const state of poolStates(counted)) show(state);
      if (checker !== undefined) show(checkerState(checker, descriptors));
      last = states;
      const problems: readonly Problem[] = [
        ...files.problems(),
        ...twins.map(({ file, message }) => ({ subject: file === '' ? 'health' : file, message })),
      ];
      if (pools.size === 0 && known.length === 0 && problems.length === 0 && !files.isBlind()) {
        return { outcome: 'absent', problems, states, occurrences, families: () => [] };
      }
      const addresses = byVirtualAddress(counted);
      const isPlanned = ({ kind, subject }: State): boolean => {
        if (kind === 'member') return entries.has(subject);
        if (kind === 'pool') return pools.has(subject);
        return kind === 'virtual-address' ? addresses.has(subject) : kind === 'checker';
      };
      return {
        outcome: problems.length === 0 ? 'ok' : 'partial',
        problems,
        states,
        occurrences,
        mayRemain: (state) =>
          isPlanned(state) || (state.kind === 'pool-file' ? files.mayHave(state.subject) : files.isBlind()),
        families: () => familiesOf({ entries, pools: counted, report, descriptors, losses }),
      };
    },
  };
}
