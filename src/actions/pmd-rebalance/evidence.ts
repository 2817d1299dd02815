import { z } from 'zod';

const share = z.number().min(0).nullable();

/** A receive queue, and the share of a PMD's cycles that it took lately by Open vSwitch's own count; null when not known. */
const queueEvidence = z.object({ name: z.string(), usage: share, pinned: z.boolean() });

const pmdEvidence = z.object({
  core: z.int(),
  /** NUMA node; null where the daemon knows none. */
  node: z.int().nullable(),
  isolated: z.boolean(),
  /** Share of the time that it worked on packets while this look was measuring; null when it can't be told. */
  busy: share,
  queues: z.array(queueEvidence).readonly(),
});

/** What one look at the PMDs of a switch has seen. */
export const pmdRebalanceEvidence = z.object({
  /** The management socket of the daemon that was seen. */
  socket: z.string(),
  /** Seconds for which cycles were counted. */
  measured: z.number(),
  /** `cycles` as counted meanwhile; `queues` of the last minute, where a version tells no cycles. */
  by: z.enum(['cycles', 'queues']),
  pmds: z.array(pmdEvidence).readonly(),
  /** Which PMD polls which queue, as `queuePlaces` tells it. */
  places: z.string(),
  /** Queues that no PMD polls, and that one of another NUMA node than their card's does. */
  unpolled: z.int(),
  crossing: z.int(),
  /** How Open vSwitch gives queues out (other_config:pmd-rxq-assign), and whether it does so by itself (pmd-auto-lb). */
  assignment: z.string(),
  auto: z.boolean(),
  improvement: z.number().nullable(),
});

export type PmdRebalanceEvidence = z.output<typeof pmdRebalanceEvidence>;
export type PmdEvidence = z.output<typeof pmdEvidence>;
export type QueueEvidence = z.output<typeof queueEvidence>;
