import type { Snapshot } from '../../core/snapshot.ts';
import { findSwitchd } from '../../ovs/daemon-label.ts';
import { busyByQueues } from '../../ovs/threads/busy.ts';
import { queuePlaces } from '../../ovs/threads/queue-places.ts';
import type { PolledQueues } from '../../ovs/threads/rx-queues.ts';
import type { Look, Refusal } from '../action.ts';
import type { PmdEvidence, PmdRebalanceEvidence } from './evidence.ts';
import { type Measurement, measureThreads } from './measure.ts';
import { readPinned, readQueues } from './read-queues.ts';
import type { PmdRebalanceSettings } from './settings.ts';

/**
 * Looks at the PMDs of a switch. How busy they are is measured by counting their cycles for a while, so that nothing of
 * the time before this look is in it; how the switch is set comes from the collector's fresh snapshot.
 */
export async function observePmds(look: Look<PmdRebalanceSettings>): Promise<PmdRebalanceEvidence | Refusal> {
  const { target, settings, host, fresh, signal } = look;
  const name = target.labels.get('daemon') ?? '';
  const snapshot = fresh.get('pmd');
  if (snapshot === undefined) return { refused: 'the collector pmd is off: how queues are given out is not known' };
  if (snapshot.outcome === 'failed') {
    throw new Error(`the PMDs can't be read: ${snapshot.problems[0]?.message ?? 'the collector pmd failed'}`);
  }
  const daemon = await findSwitchd(host, settings, name, signal);
  const balancing = snapshot.states.get(`balancing/${name === '' ? 'pmds' : `${name}:pmds`}`);
  if (daemon === undefined || balancing === undefined) {
    return { refused: name === '' ? 'this host has no Open vSwitch with PMDs' : `there are no PMDs of ${name}` };
  }
  const measurement = await measureThreads(host, daemon, settings.measure, signal);
  const [polled, pinned] = await Promise.all([readQueues(host, daemon, signal), readPinned(host, daemon, signal)]);
  const figures = figuresOf(snapshot, name);
  return {
    socket: daemon.unixctl,
    measured: measurement.seconds,
    by: measurement.hasCycles ? 'cycles' : 'queues',
    pmds: polled.flatMap((one) => pmdOf(one, measurement, pinned)),
    places: queuePlaces(polled),
    unpolled: figures('netsteward_pmd_rxq_polled').filter((value) => value === 0).length,
    crossing: figures('netsteward_pmd_rxq_crosses_nodes').filter((value) => value === 1).length,
    assignment: String(balancing.fields.assignment),
    auto: balancing.fields.enabled === true,
    improvement: figures('netsteward_pmd_auto_load_balance_improvement_threshold_ratio')[0] ?? null,
  };
}

function pmdOf(polled: PolledQueues, measurement: Measurement, pinned: ReadonlySet<string>): readonly PmdEvidence[] {
  const { thread, isolated, queues } = polled;
  if (thread.core === undefined) return [];
  const busy = measurement.hasCycles ? measurement.busy(thread) : busyByQueues(polled);
  return [
    {
      core: thread.core,
      node: thread.node ?? null,
      isolated,
      busy: busy ?? null,
      queues: queues.map(({ port, queue, usage }) => {
        const queueName = `${port}/${queue}`;
        return { name: queueName, usage: usage ?? null, pinned: pinned.has(queueName) };
      }),
    },
  ];
}

/** The values of a metric that are about this switch. */
function figuresOf(snapshot: Snapshot, daemon: string): (name: string) => readonly number[] {
  const families = snapshot.families();
  return (name) => {
    const points = families.find(({ definition }) => definition.name === name)?.points ?? [];
    return points.flatMap(({ labels, value }) => (labels[0] === daemon && typeof value === 'number' ? [value] : []));
  };
}
