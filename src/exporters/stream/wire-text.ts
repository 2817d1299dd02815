import type { CloudEvent } from '../../core/event.ts';

// Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

/** `id: 0000000000000042`, `event: netsteward.bond.active-slave-changed`, `data: {…}` and an empty line. */
export function eventText(event: CloudEvent): string {
  return `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Clients overlook it. */
export function commentText(text: string): string {
  return `: ${text}\n\n`;
}

/** Moves the client's place without giving it an event. */
export function placeText(sequence: number): string {
  return `id: ${String(sequence).padStart(16, '0')}\n\n`;
}

/** Something about the stream itself, for clients that listen to this type. It has no id and so moves nobody's place. */
export function noticeText(notice: StreamNotice): string {
  return `event: netsteward.stream.${notice.what}\ndata: ${JSON.stringify(notice)}\n\n`;
}

export type StreamNotice =
  /** Events that the store no longer had when it was this reader's turn, by their sequences. */
  | { readonly what: 'gap'; readonly message: string; readonly from: number; readonly to: number }
  /** The place that the reader gave is not of this log. */
  | { readonly what: 'restart'; readonly message: string };
