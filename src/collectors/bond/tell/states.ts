import { type FieldValue, type State, sameState, stateKey } from '../../../core/state.ts';
import { activeNumber, type Bond, hasAggregatorMismatch, slavesUp, steadyStatus, subjectOf } from '../bond.ts';
import { partnerOf, type SlaveReport } from '../parse/report.ts';

/**
 * The states of a bond and its slaves. Events are told in this order, so it is the kernel's: a bond comes before the
 * slaves it gets, and a slave's link fails before the bond turns to another slave.
 * @param before the states of the last reading; those that did not change are given back as the same objects
 */
export function statesOfBond(bond: Bond, before: readonly State[]): readonly State[] {
  const earlier = new Map(before.map((state) => [stateKey(state), state]));
  const unchanged = (state: State): State => {
    const old = earlier.get(stateKey(state));
    return old !== undefined && sameState(old, state) ? old : state;
  };
  const own = unchanged(bondState(bond));
  const slaves = bond.report.slaves.map((slave) => unchanged(slaveState(bond, slave)));
  return before.length === 0 ? [own, ...slaves] : [...slaves, own];
}

function bondState(bond: Bond): State {
  const { netns, name, report, settings } = bond;
  const aggregator = report.lacp?.aggregator;
  const fields: Record<string, FieldValue> = {
    netns,
    bond: name,
    mode: report.mode,
    ...settings,
    active_slave: report.activeSlave ?? null,
    active_slave_ifindex: activeNumber(bond) ?? null,
    slaves: report.slaves.length,
    slaves_up: slavesUp(report),
    aggregator: aggregator?.id ?? null,
    aggregator_mismatch: hasAggregatorMismatch(report) ?? false,
    partner_address: partnerOf(aggregator?.partnerAddress) ?? null,
    mii_status: report.miiStatus,
  };
  return { kind: 'bond', subject: subjectOf(netns, name), fields };
}

function slaveState({ netns, name, report, numbers }: Bond, slave: SlaveReport): State {
  return {
    kind: 'slave',
    subject: `${subjectOf(netns, name)}/${slave.name}`,
    fields: {
      netns,
      bond: name,
      slave: slave.name,
      ifindex: numbers.get(slave.name) ?? null,
      mii_status: steadyStatus(report, slave) ?? null,
      speed_mbps: slave.speed ?? null,
      duplex: slave.duplex ?? null,
      permanent_address: slave.permanentAddress ?? null,
      queue_id: slave.queueId ?? null,
      aggregator: slave.aggregatorId ?? null,
      partner_address: partnerOf(slave.partner.systemAddress) ?? null,
      actor_churn_state: slave.actor.churnState ?? null,
      partner_churn_state: slave.partner.churnState ?? null,
    },
  };
}
