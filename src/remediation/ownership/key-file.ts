/** `[Network]` with what stands below it, in the order of the file. */
export type Section = { readonly name: string; readonly entries: readonly Entry[] };
export type Entry = { readonly key: string; readonly value: string };

// [Network]
const HEADER = /^\[([^\]]*)\]$/;

/**
 * Sections with keys and values, as systemd.syntax(7), NetworkManager's keyfiles (nm-settings-keyfile(5)) and TuneD's
 * profiles have them. A section may stand there more than once. Comments begin with # or ;, a line that ends with a
 * backslash goes on in the next. What is neither of these says nothing to anybody, and is left out.
 */
export function parseKeyFile(text: string): readonly Section[] {
  const sections: { readonly name: string; readonly entries: Entry[] }[] = [];
  for (const line of wholeLines(text)) {
    const [, name] = HEADER.exec(line) ?? [];
    if (name !== undefined) sections.push({ name, entries: [] });
    const equals = line.indexOf('=');
    if (name !== undefined || equals <= 0) continue;
    sections.at(-1)?.entries.push({ key: line.slice(0, equals).trim(), value: line.slice(equals + 1).trim() });
  }
  return sections;
}

/** The last value of a key in all sections of a name. */
export function lastValue(sections: readonly Section[], name: string, key: string): string | undefined {
  return valuesOf(sections, name, key).at(-1);
}

export function valuesOf(sections: readonly Section[], name: string, key: string): readonly string[] {
  return sections
    .filter((section) => section.name === name)
    .flatMap(({ entries }) => entries.filter((entry) => entry.key === key).map(({ value }) => value));
}

function wholeLines(text: string): readonly string[] {
  const lines: string[] = [];
  let begun = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (/^[#;]/.test(line)) continue;
    if (line.endsWith('\\')) {
      begun += `${line.slice(0, -1)} `;
      continue;
    }
    lines.push((begun + line).trim());
    begun = '';
  }
  if (begun !== '') lines.push(begun.trim());
  return lines;
}
