/** So long a daemon may take to answer: less than a reading, so that one that hangs is told apart from the others. */
const ANSWER_MS = 2000;

/** Aborted when the reading is, or when a daemon has had enough time to answer. */
export function inAnswerTime(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
}
