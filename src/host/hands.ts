import type { Json } from '../core/json.ts';
import type { Argv } from './host.ts';

/**
 * The only way to change the machine, apart from the door that reads it. Every call rejects with a `HostError` and none
 * waits longer than its signal. A recorded host has no hands.
 */
export type Hands = {
  /**
   * Writes a text to a file of the kernel that is there already, in one write(2): a sysctl below `/proc/sys/` or an
   * attribute below `/sys/`. `netns` is empty for the agent's own network namespace.
   */
  readonly write: (netns: string, path: string, text: string, signal: AbortSignal) => Promise<void>;
  /** Puts a whole file in place at once (a new file, flushed, then renamed), readable by everybody. */
  readonly putFile: (path: string, text: string, signal: AbortSignal) => Promise<void>;
  /** No error when it is not there. */
  readonly removeFile: (path: string, signal: AbortSignal) => Promise<void>;
  /** As `Host.call`: a command of a daemon at its management socket (ovs-appctl(8)). */
  readonly call: (socket: string, method: string, params: readonly Json[], signal: AbortSignal) => Promise<Json>;
  /** As `Host.ask`: a line to a daemon that answers in text (HAProxy's stats socket). */
  readonly ask: (socket: string, command: string, signal: AbortSignal) => Promise<string>;
  /** Runs a program without a shell in a network namespace, and gives its standard output. */
  readonly run: (netns: string, argv: Argv, signal: AbortSignal) => Promise<string>;
};
