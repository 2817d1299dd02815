import type { Config } from '../config/config.ts';
import type { Hands } from '../host/hands.ts';
import type { Host } from '../host/host.ts';
import { findOwners } from '../remediation/ownership/find-owners.ts';
import { HANDLESS, type Surroundings } from '../remediation/pipeline/asking.ts';
import type { WindowSetting } from '../remediation/windows/settings.ts';
import { windowAt } from '../remediation/windows/window-at.ts';

type Around = Pick<
  Surroundings,
  'now' | 'host' | 'global' | 'owners' | 'stops' | 'maintenance' | 'outside' | 'handless'
>;

/** What guards see of this host and its configuration. */
export function guardsAround(
  config: Config,
  host: Host,
  hands: Hands | undefined,
  stops: () => readonly string[],
): Around {
  const { remediation: global } = config;
  return {
    now: Date.now,
    host,
    global,
    owners: async (setting, signal) => {
      const owners = await findOwners(host, setting, signal);
      return owners.map(({ owner, insists, words }) => ({ setting, owner, insists, words: `${setting}: ${words}` }));
    },
    stops,
    maintenance: (now) => windowAt(global.maintenance, now)?.words,
    outside: (action, now) => outsideWords(config.actions.get(action)?.common.only_within, now),
    handless: hands === undefined ? HANDLESS : undefined,
  };
}

function outsideWords(windows: readonly WindowSetting[] | undefined, now: number): string | undefined {
  if (windows === undefined || windowAt(windows, now) !== undefined) return undefined;
  return 'it may change something only within its windows (only_within), and none is open';
}
