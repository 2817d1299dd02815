import { expect, it } from 'vitest';
import { stateDirectory } from './surroundings.ts';

it.each([
  ['where systemd says', { STATE_DIRECTORY: '/var/lib/one:/var/lib/two' }, true, '/var/lib/one'],
  ["in the system's place for root", {}, true, '/var/lib/netsteward'],
  ["in the user's own place for others", {}, false, '/home/ada/.local/state/netsteward'],
  ['where the user keeps such things', { XDG_STATE_HOME: '/data/state' }, false, '/data/state/netsteward'],
  ['not at a relative path', { XDG_STATE_HOME: 'state' }, false, '/home/ada/.local/state/netsteward'],
])('state is kept %s', (_, env, isRoot, directory) => {
  expect(stateDirectory(env, isRoot, '/home/ada')).toBe(directory);
});
