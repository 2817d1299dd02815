import { messageOf } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { MemberEvidence } from '../evidence.ts';
import type { LookSettings } from '../settings.ts';

/** A neighbour to be asked. */
export type PathTarget = { readonly address: string; readonly vlan: number | undefined };

/** From where a member's path can be asked; or why it can not be. */
export type Asker =
  | { readonly door: Host; readonly device: string; readonly from: string }
  | { readonly cannot: string };

export type Path = Pick<MemberEvidence, 'path' | 'path_words'>;

/** Asks all targets through one link: one answer proves the path. */
export async function pathBehind(
  asker: Asker,
  targets: readonly PathTarget[],
  { tries, wait }: Pick<LookSettings, 'tries' | 'wait'>,
  signal: AbortSignal,
): Promise<Path> {
  if ('cannot' in asker) return unknown(asker.cannot);
  if (targets.length === 0) {
    return unknown('no neighbour to ask: no route with a gateway leads over the bond, and no targets are set');
  }
  const { door, device, from } = asker;
  const answers = await Promise.all(
    targets.map(async ({ address, vlan }) => {
      const named = vlan === undefined ? address : `${address} in VLAN ${vlan}`;
      try {
        const probe = { device, address, from, vlan, tries, wait: wait * 1000 };
        return { named, ...(await door.probeNeighbour(probe, signal)) };
      } catch (error) {
        signal.throwIfAborted();
        return { named, error };
      }
    }),
  );
  const heard = answers.find((answer) => !('error' in answer) && answer.answered);
  if (heard !== undefined) return { path: 'alive', path_words: `${heard.named} answers` };
  const silent = answers.flatMap((answer) => ('error' in answer ? [] : [answer]));
  const [failed] = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []));
  if (silent.length === 0) return unknown(`nobody could be asked: ${messageOf(failed)}`);
  const trouble = silent.find((answer) => answer.trouble !== undefined)?.trouble;
  const words = `${silent.map(({ named }) => named).join(' and ')} did not answer`;
  return { path: 'dead', path_words: trouble === undefined ? words : `${words} (${trouble})` };
}

function unknown(path_words: string): Path {
  return { path: 'unknown', path_words };
}
