/** `2026-01-02 03:04:05.678` in the reader's time zone; `undefined` when the text is no time. */
export function localTime(text: string): string | undefined {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) return undefined;
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().replace('T', ' ').slice(0, -1);
}
