import type { Snapshot } from '../../core/snapshot.ts';
import type { FieldValue, State } from '../../core/state.ts';
import type { Refusal } from '../action.ts';
import type { OwnCheck } from './evidence.ts';

/** A member of ours and the same server of a balancer, as they are compared. */
export type Pair = { readonly member: string; readonly agreement: string; readonly state: State };

/** Finds what our checks call the balancer's entry. */
export function pairOf(
  agreement: Snapshot | undefined,
  balancer: string,
  entry: string,
  member: string | undefined,
): Pair | Refusal {
  if (agreement === undefined || agreement.outcome === 'failed') {
    return {
      refused: 'it is not known whether our checks and the balancer agree: the collector lb-agreement has failed',
    };
  }
  const found = [...agreement.states.values()].filter(
    ({ fields }) =>
      fields.balancer === balancer && fields.entry === entry && (member === undefined || fields.member === member),
  );
  const [one, ...more] = found;
  if (one === undefined) {
    const whose = member === undefined ? 'our checks have no member' : `our checks do not have ${member}`;
    return { refused: `${whose} that is ${entry} of ${balancer}` };
  }
  if (more.length > 0) {
    const names = found.map(({ fields }) => String(fields.member)).join(', ');
    return { refused: `several members of ours are ${entry} of ${balancer}: name one with the label member: ${names}` };
  }
  return { member: String(one.fields.member), agreement: String(one.fields.agreement), state: one };
}

/** What our own checks say. @param now milliseconds since 1970 */
export function ownCheck(health: Snapshot | undefined, member: string, now: number): OwnCheck | Refusal {
  const state = health?.states.get(`member/${member}`);
  if (health === undefined || health.outcome === 'failed' || state === undefined) {
    return { refused: `what our own checks say of ${member} is not known` };
  }
  const { fields } = state;
  const labels = [String(fields.pool), member.slice(String(fields.pool).length + 1)];
  const since = figureOf(health, 'netsteward_health_member_state_since_timestamp_seconds', labels);
  return {
    member,
    state: String(fields.state),
    flapping: fields.flapping === true,
    results: resultsIn(fields.last_results),
    last: lastResult(health, labels),
    stands: since === undefined ? null : Math.max(0, Math.round(now / 100 - since * 10) / 10),
    pool: poolOf(health, String(fields.pool)),
  };
}

/** Other pools of ours that hold the same address for INACTIVE. */
export function otherPoolsDown(health: Snapshot | undefined, member: string): readonly string[] {
  const { address, port } = health?.states.get(`member/${member}`)?.fields ?? {};
  return [...(health?.states.values() ?? [])].flatMap(({ kind, subject, fields }) => {
    const isSame = kind === 'member' && subject !== member && fields.address === address && fields.port === port;
    return isSame && fields.state === 'INACTIVE' ? [`our check of ${subject}`] : [];
  });
}

/** Other balancers that hold the same member for down. */
export function otherBalancersDown(agreement: Snapshot | undefined, pair: Pair): readonly string[] {
  return [...(agreement?.states.values() ?? [])].flatMap(({ fields }) => {
    const isOther = fields.member === pair.member && fields.entry !== pair.state.fields.entry;
    return isOther && fields.theirs === 'down' ? [`${fields.balancer} ${fields.entry} (${fields.their_words})`] : [];
  });
}

// refused 0.1 ms, timeout 1000 ms, no-place
function resultsIn(text: FieldValue | undefined): string[] {
  return typeof text === 'string' ? text.split(', ').map((one) => one.split(' ')[0] ?? '') : [];
}

function poolOf({ states }: Snapshot, pool: string): OwnCheck['pool'] {
  const { enabled, healthy } = states.get(`pool/${pool}`)?.fields ?? {};
  return typeof enabled === 'number' && typeof healthy === 'number' ? { enabled, healthy } : null;
}

function lastResult(health: Snapshot, labels: readonly string[]): string | null {
  const name = 'netsteward_health_member_state_info';
  const family = health.families().find(({ definition }) => definition.name === name);
  const point = family?.points.find((one) => labels.every((label, index) => one.labels[index] === label));
  return point?.labels[family?.definition.labels.indexOf('last_result') ?? -1] || null;
}

function figureOf(snapshot: Snapshot, name: string, labels: readonly string[]): number | undefined {
  const family = snapshot.families().find(({ definition }) => definition.name === name);
  const value = family?.points.find((one) => labels.every((label, index) => one.labels[index] === label))?.value;
  return typeof value === 'number' ? value : undefined;
}
