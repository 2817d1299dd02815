import { optionalTextIn, parseObjects, wholeIn } from './json.ts';

/**
 * `ip -j netns list-id` (ip-netns(8)), such as `[{"nsid":0,"name":"blue"},{"nsid":1}]`: the names of other namespaces by the
 * number that this one knows them by. Those without a name are left out.
 * @throws ParseError
 */
export function parseNamespaceIds(text: string, command: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const entry of parseObjects(text, command)) {
    const name = optionalTextIn(entry, 'name', command, 'a namespace');
    if (name !== undefined) names.set(wholeIn(entry, 'nsid', command, name), name);
  }
  return names;
}
