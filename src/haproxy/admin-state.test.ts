import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAdminStates } from './admin-state.ts';

const recorded = join(import.meta.dirname, '../collectors/haproxy/fixtures/hosts/2.6/answers');
const HEADER = '1\n# be_name srv_name srv_op_state srv_admin_state srv_uweight srv_agent_state\n';

it('what a real HAProxy was asked to do with its servers, and by whom', () => {
  const answer = readFileSync(join(recorded, 'admin.sock_show_info_show_stat_show_servers_state.txt'), 'utf8');
  const states = parseAdminStates('admin.sock', answer.slice(answer.indexOf('\n1\n# be_id') + 1).trimEnd());
  expect([...states].map(([name, { words, hasAgent, isUp }]) => `${name} ${words} ${hasAgent} ${isUp}`)).toEqual([
    'app/app1 ready false true',
    'app/app2 ready false false',
    'app/app3 ready false false',
    'app/app4 maint (configuration) false false',
    'app/app5 ready false false',
    'app/spare ready false false',
    'static/files ready false false',
    'dns/resolver drain true true',
  ]);
});

it.each([
  [0, 'ready'],
  [1, 'maint'],
  [8, 'drain'],
  [9, 'maint and drain'],
  [5, 'maint (configuration)'],
  // Disabled in the configuration, and enabled by somebody since then.
  [4, 'ready'],
  [12, 'drain'],
  [2, 'maint (tracked server)'],
  [16, 'drain (tracked server)'],
  [24, 'drain (tracked server)'],
  [32, 'maint (name not resolved)'],
  [40, 'drain (name not resolved)'],
  [64, 'ready'],
])('the mask %i is %s', (mask, words) => {
  expect(parseAdminStates('socket', `${HEADER}web one 2 ${mask} 1 0\n`).get('web/one')?.words).toBe(words);
});

it('only what is up and takes sessions is up, and what is missing is no state', () => {
  const text = `${HEADER}web a 0 0 1 0\nweb b 1 0 1 0\nweb c 2 0 0 0\nweb d 3 0 1 6\n`;
  const states = [...parseAdminStates('socket', text).values()];
  expect(states.map(({ isUp, weight, hasAgent }) => [isUp, weight, hasAgent])).toEqual([
    [false, 1, false],
    [true, 1, false],
    [true, 0, false],
    [false, 1, true],
  ]);
  expect(() => parseAdminStates('socket', '1\n# be_name srv_name srv_op_state\nweb a 2\n')).toThrow(
    'socket:3: expected a number in the column srv_admin_state',
  );
});
