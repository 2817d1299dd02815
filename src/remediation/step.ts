import type { z } from 'zod';
import type { Hands } from '../host/hands.ts';
import type { Host } from '../host/host.ts';

/**
 * One deed, as data: which kind of the closed catalogue in `steps/`, and its arguments. It can be printed, kept in the
 * journal and carried out later; nothing in it is ever given to a shell.
 */
export type Step = { readonly kind: string; readonly args: StepArgs };

export type StepArgs = { readonly [name: string]: string | number | boolean | readonly string[] };

/** A kind of deed. Adding one is adding a file to `steps/` and its line in `steps/catalogue.ts`. */
export type StepKind<Args extends StepArgs = StepArgs> = {
  /** `sysctl`, `bonding`, `unixctl` … */
  readonly kind: string;
  /** One sentence for the docs. */
  readonly help: string;
  /** Every argument that can come from outside is confined here: names by pattern, commands by list, numbers by bounds. */
  readonly args: z.ZodType<Args>;
  /** As a person would type it, or in a few words: `write 131072 to net.netfilter.nf_conntrack_max (was 65536)`. */
  readonly describe: (args: Args) => string;
  /**
   * The setting that it changes and the value that it leaves there, so that owners of the setting can be looked for and a
   * later change by somebody else be seen. Nothing for a deed that sets nothing (a restart).
   */
  readonly setting?: (args: Args) => Setting;
  /**
   * What the setting is now. The step is carried out only while this is `expected(args)`, and undone only while it is what
   * the step has left: a value that somebody else has set meanwhile is theirs.
   */
  readonly current?: (host: Host, args: Args, signal: AbortSignal) => Promise<string>;
  /** The value that the plan was made for. */
  readonly expected?: (args: Args) => string;
  readonly carryOut: (hands: Hands, args: Args, signal: AbortSignal) => Promise<void>;
};

/** One thing on the host that has a value. */
export type Setting = {
  /** Unique on the host, for owners and history: `sysctl net.netfilter.nf_conntrack_max`, `bond blue:bond0 active_slave`. */
  readonly name: string;
  /** The value after the step, in the words of `current`. */
  readonly value: string;
};

/** A kind whose arguments' type is known to itself alone: it checks what it is given. */
export type RegisteredStepKind = Pick<StepKind, 'kind' | 'help'> & {
  readonly args: z.ZodType;
  /** Throws a ZodError when the arguments do not fit; so does all that an opened step can do. */
  readonly open: (args: unknown) => OpenStep;
};

/** A step with its arguments checked. */
export type OpenStep = {
  readonly kind: string;
  readonly words: string;
  readonly setting: Setting | undefined;
  readonly expected: string | undefined;
  /** Nothing for a step that sets nothing. */
  readonly current: ((host: Host, signal: AbortSignal) => Promise<string>) | undefined;
  readonly carryOut: (hands: Hands, signal: AbortSignal) => Promise<void>;
};

export function defineStepKind<Args extends StepArgs>(step: StepKind<Args>): RegisteredStepKind {
  const { kind, help, args: schema, describe, setting, current, expected, carryOut } = step;
  return {
    kind,
    help,
    args: schema,
    open: (given) => {
      const args = schema.parse(given);
      return {
        kind,
        words: describe(args),
        setting: setting?.(args),
        expected: expected?.(args),
        current: current === undefined ? undefined : (host, signal) => current(host, args, signal),
        carryOut: (hands, signal) => carryOut(hands, args, signal),
      };
    },
  };
}
