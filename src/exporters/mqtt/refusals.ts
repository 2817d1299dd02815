import { type Refusal, reasonCodes } from './message.ts';

/** What to do with an event that the broker has refused. */
export type Verdict = { readonly retryIn: number } | 'give-up';

/** What is known of an event's refusals so far. */
export type RefusalHistory = {
  /** How often it was refused, this time included. */
  readonly times: number;
  /** Whether the broker has taken another event since it refused this one for the first time. */
  readonly othersTaken: boolean;
  /** Whether an event with the same topic was given up on this connection for want of a permission. */
  readonly topicForbidden: boolean;
};

/** What these complain of is the message itself, and sending it again changes nothing. */
const FOREVER: ReadonlySet<number> = new Set([
  reasonCodes.topicNameInvalid,
  reasonCodes.packetTooLarge,
  reasonCodes.payloadFormatInvalid,
]);
/** These say that it is too much at the moment. */
const FOR_NOW: ReadonlySet<number> = new Set([
  reasonCodes.serverBusy,
  reasonCodes.receiveMaximumExceeded,
  reasonCodes.messageRateTooHigh,
  reasonCodes.quotaExceeded,
]);

const PATIENCE = 5;
const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 60_000;

/**
 * An event is given up when the broker says that this message can never be taken, and when it was refused several times
 * while others were taken. A broker that takes nothing at all (permissions that somebody still has to set) is waited for:
 * the bounds of the store say for how long. So is one that has too much to do.
 */
export function judge({ code }: Refusal, { times, othersTaken, topicForbidden }: RefusalHistory): Verdict {
  if (FOREVER.has(code)) return 'give-up';
  const retryIn = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** Math.min(times - 1, 10));
  if (FOR_NOW.has(code)) return { retryIn };
  if (code === reasonCodes.notAuthorized && topicForbidden) return 'give-up';
  return times >= PATIENCE && othersTaken ? 'give-up' : { retryIn };
}
