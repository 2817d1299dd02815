import type { Argv, Host } from '../host/host.ts';
import { parseUnit, type Unit, unitProperties } from './unit.ts';

/** Asks systemd for a service. Rejects with `absent` where there is no systemctl, and `refused` where systemd does not run. */
export async function showUnit(host: Host, name: string, signal: AbortSignal): Promise<Unit> {
  const argv: Argv = ['systemctl', 'show', '--no-pager', `--property=${unitProperties.join(',')}`, '--', name];
  return parseUnit(argv.join(' '), await host.run(argv, signal));
}
