import { expect, it } from 'vitest';
import { overridesIn, variableFor } from './environment.ts';

it('a name with a dash has an underscore in its variable, there and back', () => {
  const variable = variableFor(['collectors', 'ovs-bond', 'interval']);
  expect(variable).toBe('NETSTEWARD_COLLECTORS__OVS_BOND__INTERVAL');
  expect(overridesIn({ [variable]: '2s' }, ['ovs-bond'])).toEqual([
    { variable, path: ['collectors', 'ovs-bond', 'interval'], text: '2s' },
  ]);
});
