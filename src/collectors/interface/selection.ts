import { matchesGlob } from 'node:path';
import type { InterfaceSettings } from './settings.ts';

/** Which devices are watched. */
export type Selection = {
  readonly namespace: (netns: string) => boolean;
  readonly name: (name: string) => boolean;
  readonly kind: (kind: string) => boolean;
};

type Globs = InterfaceSettings['names'];

/** Names of devices come and go (each container has new ones), so what was found out about them is forgotten at times. */
const REMEMBERED = 20_000;

export function createSelection({
  names,
  kinds,
  namespaces,
}: Pick<InterfaceSettings, 'names' | 'kinds' | 'namespaces'>) {
  const namespace = matcher(namespaces);
  return {
    namespace: (netns: string) => netns === '' || namespace(netns),
    name: matcher(names),
    kind: matcher(kinds),
  } satisfies Selection;
}

function matcher({ include, exclude }: Globs): (text: string) => boolean {
  if (include.length === 0 && exclude.length === 0) return () => true;
  const known = new Map<string, boolean>();
  return (text) => {
    let fits = known.get(text);
    if (fits === undefined) {
      const matches = (glob: string) => matchesGlob(text, glob);
      fits = (include.length === 0 || include.some(matches)) && !exclude.some(matches);
      if (known.size >= REMEMBERED) known.clear();
      known.set(text, fits);
    }
    return fits;
  };
}
