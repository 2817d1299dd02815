import { messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Argv, Host } from '../../../host/host.ts';
import type { View } from '../model/view.ts';
import { parseNamespaceIds } from '../parse/namespace-ids.ts';

/** The names of namespaces by the numbers that each of them has for the others, asked for where a device leads to one. */
export type NamespaceNames = {
  readonly nameOf: (netns: string, nsid: number) => string | undefined;
  /** Whether devices of this namespace lead to others that may be found out by asking. */
  readonly isWorthAsking: (view: View, now: number) => boolean;
  /** Never rejects: names that could not be asked for stay unknown. */
  readonly ask: (door: Host, view: View, now: number, signal: AbortSignal) => Promise<void>;
  readonly problems: () => readonly Problem[];
};

type Answer = {
  readonly at: number;
  readonly asked: ReadonlySet<number>;
  readonly names: ReadonlyMap<number, string>;
  readonly problem?: Problem;
};

const LIST: Argv = ['ip', '-j', 'netns', 'list-id'];

/** @param repeatMs how long to wait before asking again about a number that had no name, or may mean another one by now */
export function createNamespaceNames(repeatMs: number): NamespaceNames {
  const answers = new Map<string, Answer>();
  return {
    nameOf: (netns, nsid) => answers.get(netns)?.names.get(nsid),
    isWorthAsking: (view, now) => {
      const numbers = unresolvedNumbers(view);
      const answer = answers.get(view.netns);
      if (answer === undefined || now - answer.at >= repeatMs) return numbers.size > 0;
      return [...numbers].some((number) => !answer.asked.has(number));
    },
    ask: async (door, view, at, signal) => {
      const asked = unresolvedNumbers(view);
      try {
        const text = await door.run(LIST, signal);
        answers.set(view.netns, { at, asked, names: parseNamespaceIds(text, LIST.join(' ')) });
      } catch (error) {
        const subject = view.netns === '' ? 'interface' : view.netns;
        answers.set(view.netns, { at, asked, names: new Map(), problem: { subject, message: messageOf(error) } });
      }
    },
    problems: () => [...answers.values()].flatMap(({ problem }) => problem ?? []),
  };
}

/** Numbers of namespaces to which some device leads that is not known. */
function unresolvedNumbers({ devices }: View): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const { lower, other } of devices.values()) {
    if (lower?.nsid !== undefined && other === undefined) numbers.add(lower.nsid);
  }
  return numbers;
}
