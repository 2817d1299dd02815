/** The key of the note of an alert at one Alertmanager. */
export function noteKey(url: string, key: string): string {
  return `${url} ${key}`;
}

/** Those of one Alertmanager, by the keys of alerts. */
export function notesOf(notes: ReadonlyMap<string, string>, url: string): ReadonlyMap<string, string> {
  const start = noteKey(url, '');
  return new Map(
    [...notes].flatMap(([key, text]) => (key.startsWith(start) ? [[key.slice(start.length), text] as const] : [])),
  );
}
