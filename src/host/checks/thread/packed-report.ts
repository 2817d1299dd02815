import {
  type CheckedState,
  type CheckReport,
  type CheckResult,
  type CheckTarget,
  checkReasons,
  type TargetReport,
} from '../../checks.ts';
import type { Member } from '../engine/member.ts';
import { verdictOf } from '../kind.ts';

/**
 * A report in columns, with a row for each target in the order of the plan: ten thousand of them cross from thread to
 * thread in less than a millisecond.
 */
export type PackedReport = {
  /** One row after the other; NaN is what is not there. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** What few rows have. */
  readonly details: ReadonlyMap<number, string>;
  /** Of rows whose targets have a name instead. */
  readonly addresses: ReadonlyMap<number, string>;
} & Pick<CheckReport, 'groups' | 'checker'>;

const STATES: readonly CheckedState[] = ['UNKNOWN', 'ACTIVE', 'INACTIVE'];
/** Numbers of a row, in the order in which `pack` writes them. */
const WIDTH = 10;

/** @param last the last check of a member */
export function pack(
  members: readonly Member[],
  last: (member: Member) => CheckResult | undefined,
  figures: Pick<CheckReport, 'groups' | 'checker'>,
): PackedReport {
  const numbers = new Float64Array(WIDTH * members.length);
  const details = new Map<number, string>();
  const addresses = new Map<number, string>();
  for (const [row, member] of members.entries()) {
    const result = last(member);
    const { standing, since, checks, failures, transitions, certificateExpires, checkedAddress } = member;
    let at = WIDTH * row;
    for (const number of [
      STATES.indexOf(standing.state),
      since,
      checks,
      failures,
      transitions,
      standing.against,
      certificateExpires,
      result?.at,
      result === undefined ? undefined : checkReasons.indexOf(result.reason),
      result?.duration,
    ]) {
      numbers[at] = number ?? Number.NaN;
      at += 1;
    }
    if (result?.detail !== undefined) details.set(row, result.detail);
    if (checkedAddress !== undefined && checkedAddress !== member.target.address) addresses.set(row, checkedAddress);
  }
  return { numbers, details, addresses, ...figures };
}

/** @param targets those of the plan that the report is about */
export function unpack(packed: PackedReport, targets: readonly CheckTarget[]): CheckReport {
  const { groups, checker } = packed;
  return { targets: new Map(targets.map((target, row) => [target.key, rowOf(packed, row, target)])), groups, checker };
}

function rowOf({ numbers, details, addresses }: PackedReport, row: number, target: CheckTarget): TargetReport {
  const number = (column: number) => numbers[WIDTH * row + column] ?? Number.NaN;
  const known = (column: number) => (Number.isNaN(number(column)) ? undefined : number(column));
  const reason = checkReasons[number(8)];
  const last = reason && { at: number(7), verdict: verdictOf(reason), reason, ...optional(known(9), details.get(row)) };
  return {
    state: STATES[number(0)] ?? 'UNKNOWN',
    since: number(1),
    checks: number(2),
    failures: number(3),
    transitions: number(4),
    against: number(5),
    certificateExpires: known(6),
    last,
    address: reason && (addresses.get(row) ?? target.address),
  };
}

function optional(duration: number | undefined, detail: string | undefined): Pick<CheckResult, 'duration' | 'detail'> {
  return { ...(duration === undefined ? {} : { duration }), ...(detail === undefined ? {} : { detail }) };
}
