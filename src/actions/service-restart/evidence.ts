import { z } from 'zod';

/**
 * How a daemon took a call at its control socket: `answers`; `silent` accepted and said nothing in time; `nobody` is behind
 * the socket; `denied` the agent may not ask; `other` something else, in `words`.
 */
const answer = z.object({
  is: z.enum(['answers', 'silent', 'nobody', 'denied', 'other']),
  words: z.string(),
});

const unit = z.object({
  name: z.string(),
  load: z.string(),
  active: z.string(),
  sub: z.string(),
  file: z.string(),
  result: z.string(),
  mainPid: z.number(),
  lastPid: z.number(),
  restarts: z.number(),
  restart: z.string(),
  invocation: z.string(),
  job: z.number(),
  limitBurst: z.number(),
  /** Null for one that never ends. */
  limitSeconds: z.number().nullable(),
  /** For how many seconds it has been active; null when it is not. */
  activeFor: z.number().nullable(),
});

export const restartEvidence = z.object({
  /** What the collector says: ok, partial, absent or failed. */
  collector: z.string(),
  vswitchd: z.object({
    /** As its pid file says; null without one, which is an orderly end. */
    pid: z.number().nullable(),
    /** How it answered twice in a row; only once when it answered at once. */
    answers: z.array(answer),
    /** The process: its state (proc_pid_stat(5)), null when it is gone. */
    state: z.string().nullable(),
    /** Where in the kernel it waits, for one in state D. */
    waitsIn: z.string(),
    traced: z.boolean(),
    dumpsCore: z.boolean(),
  }),
  database: z.object({
    /** Whether ovsdb-server listed Open_vSwitch among its databases. */
    answers: z.boolean(),
    words: z.string(),
    /** Numbers of the configuration: applied and wanted. */
    current: z.number().nullable(),
    next: z.number().nullable(),
  }),
  /** The service in which it runs; null when none of the configured ones is there. */
  unit: unit.nullable(),
  /** Why the service is not known. */
  unitTrouble: z.string(),
});

export type RestartEvidence = z.output<typeof restartEvidence>;
export type DaemonAnswer = z.output<typeof answer>;
export type UnitSeen = z.output<typeof unit>;
