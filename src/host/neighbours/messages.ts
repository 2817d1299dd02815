import type { HostErrorKind } from '../../core/errors.ts';
import type { NeighbourAnswer, NeighbourProbe } from '../host.ts';

/** `netns` is the file of a namespace, empty for the agent's own. */
export type Asking = { readonly ask: number; readonly netns: string; readonly probe: NeighbourProbe };

/** To the thread that asks neighbours. */
export type ToAsker = Asking | { readonly drop: number };

export type FromAsker = { readonly asked: number } & (
  | { readonly answer: NeighbourAnswer }
  | { readonly failure: { readonly kind: HostErrorKind; readonly target: string; readonly message: string } }
);
