import { describe, expect, it } from 'vitest';
import { diffStates } from '../../../core/diff.ts';
import { type FieldValue, statesOf } from '../../../core/state.ts';
import { kinds } from './kinds.ts';

type Fields = Readonly<Record<string, FieldValue>>;

function told(kind: string, before: Fields, after: Fields): readonly string[] {
  const [subject, one, other] = ['bond0', { fields: before }, { fields: after }];
  const states = [one, other].map((state) => statesOf([{ kind, subject, ...state }]));
  return diffStates('bond', kinds, states[0] ?? new Map(), states[1] ?? new Map(), 0).map(({ data }) => data.message);
}

describe('the churn state of a slave', () => {
  it('is told when it changes', () => {
    expect(told('slave', { actor_churn_state: 'monitoring' }, { actor_churn_state: 'churned' })).toEqual([
      'bond0: the churn state of the actor is churned, was monitoring',
    ]);
  });

  it('is not told when it is first known, which is when the slave gets its first aggregator', () => {
    expect(told('slave', { partner_churn_state: null }, { partner_churn_state: 'monitoring' })).toEqual([]);
  });
});

describe('a setting of a bond', () => {
  it('is told when it is set to something or to nothing', () => {
    expect(told('bond', { arp_ip_target: '10.77.0.1' }, { arp_ip_target: null })).toEqual([
      'bond0: arp_ip_target is now unset, was 10.77.0.1',
    ]);
    expect(told('bond', { arp_ip_target: null }, { arp_ip_target: '10.77.0.1' })).toHaveLength(1);
  });

  it('is not told when only its being of use has changed', () => {
    expect(told('bond', { arp_interval: 0 }, { arp_interval: 200, arp_validate: 'none' })).toEqual([
      'bond0: arp_interval is now 200, was 0',
    ]);
  });
});
