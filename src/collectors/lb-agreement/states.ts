import type { Change, KindDefinition } from '../../core/definition.ts';
import { type State, type States, sameState, stateKey } from '../../core/state.ts';
import { type Pairs, subjectOf } from './compare.ts';

/** The states of all pairs; those that did not change are the same objects. */
export function statesOfPairs(pairs: Pairs, before: States): States {
  return new Map(
    [...pairs.values()].map((pair) => {
      const { own, balancer, theirs, agreement } = pair;
      const state: State = {
        kind: 'member',
        subject: subjectOf(pair),
        fields: {
          pool: own.group,
          member: own.subject,
          balancer,
          entry: theirs.subject,
          address: own.address,
          port: own.port,
          own: own.verdict,
          own_words: own.words,
          theirs: theirs.verdict,
          their_words: theirs.words,
          agreement,
        },
      };
      const key = stateKey(state);
      const earlier = before.get(key);
      return [key, earlier !== undefined && sameState(earlier, state) ? earlier : state];
    }),
  );
}

export const memberKind: KindDefinition = {
  kind: 'member',
  help: 'A member of our own checks and the same server of a balancer. own and theirs are up, down or unknown: only up against down can be a disagreement, and only when it lasts. agreement is agrees, disagrees or unknown.',
  vanished: {
    what: 'disagreement-ended',
    help: 'A member about which there was a disagreement is no longer checked, or the balancer no longer has it.',
    severity: 'notice',
    unless: ({ before }) => before?.fields.agreement !== 'disagrees',
    message: ({ subject }) => `${subject}: no longer compared`,
  },
  fields: {
    agreement: {
      what: 'agreement-changed',
      help: 'Our own check and a balancer have held the opposite of a member for longer than `after`, or do so no more. A warning when they do: either clients are sent to a member that fails, or one that works is left out.',
      severity: ({ to }) => (to === 'disagrees' ? 'warning' : 'notice'),
      unless: ({ from, to }) => from !== 'disagrees' && to !== 'disagrees',
      message: agreementMessage,
    },
  },
};

function agreementMessage({ subject, to, after }: Change): string {
  const { own, own_words: ownWords, theirs, their_words: theirWords } = after?.fields ?? {};
  if (to === 'agrees') return `${subject}: both hold it for ${own} again`;
  if (to === 'unknown') return `${subject}: can not be compared any more`;
  const harm = theirs === 'up' ? 'clients are sent to a member that fails' : 'a member that works is left out';
  return `${subject}: our check says ${own} (${ownWords}), ${after?.fields.balancer} says ${theirs} (${theirWords}): ${harm}`;
}
