/** A stanza of interfaces(5) for an interface: `iface bond0 inet static` with its options. */
export type Interface = { readonly name: string; readonly options: ReadonlyMap<string, string> };

export type InterfacesText = {
  readonly interfaces: readonly Interface[];
  /** Files, by name or pattern, that are read too. */
  readonly sources: readonly string[];
  /** Folders whose files are read too: those with plain names. */
  readonly folders: readonly string[];
};

/** Words that begin a stanza; all else is an option of the one before. */
const STANZA = /^(?:iface|auto|allow-\S+|no-auto-down|no-scripts|mapping|template|rename|source|source-directory)$/;

/** The text of /etc/network/interfaces (interfaces(5)). Options go by their names with dashes, as ifenslave takes both. */
export function parseInterfaces(text: string): InterfacesText {
  const interfaces: { readonly name: string; readonly options: Map<string, string> }[] = [];
  const sources: string[] = [];
  const folders: string[] = [];
  let current: Map<string, string> | undefined;
  for (const line of wholeLines(text)) {
    const [word = '', ...rest] = line.split(/\s+/);
    if (!STANZA.test(word)) {
      current?.set(word.replaceAll('_', '-'), rest.join(' '));
      continue;
    }
    current = undefined;
    const [first] = rest;
    if (word === 'source') sources.push(...rest);
    if (word === 'source-directory') folders.push(...rest);
    if (word !== 'iface' || first === undefined) continue;
    current = new Map();
    interfaces.push({ name: first, options: current });
  }
  return { interfaces, sources, folders };
}

/** Without comments; a line that ends with a backslash goes on in the next. */
function wholeLines(text: string): readonly string[] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
