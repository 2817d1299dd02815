import type { Collected, CollectRequest, Reader } from '../collectors/collector.ts';
import { HostError, messageOf } from '../core/errors.ts';
import type { Family } from '../core/metric.ts';
import type { Snapshot } from '../core/snapshot.ts';

/**
 * Asks a collector for one reading and waits no longer than its deadline, whether or not it heeds the signal.
 * Never rejects: a reading that threw or came too late is a snapshot with the outcome `failed`.
 * @param polledAt as in the snapshot; a reading of everything begins a new age, one of a few objects keeps the old one
 * @param stop ends the reading early
 * @param others what the collectors have found that this one compares
 */
export async function readOnce(
  name: string,
  reader: Reader,
  changed: CollectRequest['changed'],
  deadlineMs: number,
  polledAt: number,
  stop: AbortSignal,
  others: NonNullable<CollectRequest['others']> = new Map(),
): Promise<Snapshot> {
  const began = performance.now();
  const times = { collector: name, readAt: Date.now(), polledAt };
  const durationSeconds = () => (performance.now() - began) / 1000;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const giveUp = new AbortController();
  const end = (error: HostError) => {
    giveUp.abort(error);
    reject(error);
  };
  const timer = setTimeout(
    () => end(new HostError('deadline', name, `not finished within ${deadlineMs} ms`)),
    deadlineMs,
  );
  const onStop = () => end(new HostError('ended', name, 'stopped'));
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const collected = await Promise.race([reader.collect({ signal: giveUp.signal, changed, others }), late]);
    return { ...times, ...contents(collected), durationSeconds: durationSeconds() };
  } catch (error) {
    const problems = [{ subject: name, message: messageOf(error) }];
    const nothing = { states: new Map(), occurrences: [], families: () => [] };
    return { ...times, ...nothing, outcome: 'failed', problems, durationSeconds: durationSeconds() };
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}

function contents(
  collected: Collected,
): Pick<Snapshot, 'outcome' | 'problems' | 'states' | 'between' | 'occurrences' | 'mayRemain' | 'families'> {
  let families: readonly Family[] | undefined;
  return {
    outcome: collected.outcome,
    problems: collected.problems,
    states: collected.states,
    between: collected.between,
    occurrences: collected.occurrences ?? [],
    mayRemain: collected.mayRemain,
    families: () => {
      families ??= collected.outcome === 'absent' ? [] : collected.families();
      return families;
    },
  };
}
