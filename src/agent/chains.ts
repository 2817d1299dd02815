import type { Chain } from '../core/definition.ts';
import type { CloudEvent, EventDraft } from '../core/event.ts';

/** Which event follows from which: from the sample that an alert saw to the last word about what was done. */
export type Chains = {
  /** The event that was told first of a collector's last reading; nothing where it told none. */
  readonly told: (collector: string, event: CloudEvent | undefined) => void;
  /** Chains that begin during `work` are caused by what was told of this collector. */
  readonly following: (collector: string, work: () => void) => void;
  readonly links: (chain: Chain | undefined) => Pick<EventDraft, 'causationid' | 'correlationid'>;
  readonly add: (chain: Chain | undefined, event: CloudEvent) => void;
};

type Ends = { readonly first: string; readonly last: string };

/** Chains that are remembered; what goes on longer than that many others begin is a chain of its own again. */
const MOST = 2_000;

export function createChains(): Chains {
  const chains = new Map<string, Ends>();
  const lastTold = new Map<string, CloudEvent>();
  let following: string | undefined;

  const before = (chain: Chain | undefined): Ends | undefined => {
    if (chain === undefined) return undefined;
    if (chain.begins !== true) return chains.get(chain.name);
    const cause = following === undefined ? undefined : lastTold.get(following);
    return cause === undefined ? undefined : { first: cause.correlationid ?? cause.id, last: cause.id };
  };

  return {
    told: (collector, event) => {
      if (event === undefined) lastTold.delete(collector);
      else lastTold.set(collector, event);
    },
    following: (collector, work) => {
      const outer = following;
      following = collector;
      try {
        work();
      } finally {
        following = outer;
      }
    },
    links: (chain) => {
      const ends = before(chain);
      return ends === undefined ? {} : { causationid: ends.last, correlationid: ends.first };
    },
    add: (chain, event) => {
      if (chain === undefined) return;
      chains.delete(chain.name);
      chains.set(chain.name, { first: event.correlationid ?? event.id, last: event.id });
      const [oldest] = chains.keys();
      if (chains.size > MOST && oldest !== undefined) chains.delete(oldest);
    },
  };
}
