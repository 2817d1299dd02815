import type { LinkNotice } from '../../host/host.ts';

/** What notifications named in one namespace, in their order; `names` is undefined when anything may have changed there. */
export type Named = { readonly netns: string; readonly names: readonly string[] | undefined };

export function namedIn(notices: readonly LinkNotice[] = []): readonly Named[] {
  const byNamespace = Map.groupBy(notices, ({ netns }) => netns);
  return [...byNamespace].map(([netns, some]) => {
    const names = some.flatMap(({ interface: name }) => name ?? []);
    return { netns, names: names.length === some.length ? [...new Set(names)] : undefined };
  });
}
