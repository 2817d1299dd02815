import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Asked by Debian's packages before they start a service; exit code 101 forbids it (invoke-rc.d(8)). */
const policyFile = '/usr/sbin/policy-rc.d';
const policy =
  '#!/bin/sh\n# Written by the tests of netsteward while packages are being installed; removed afterwards.\nexit 101\n';
const FORBIDDEN = 101;

/**
 * Runs an installation of Debian packages so that no service of theirs is started now or at the next boot.
 * @returns why it was not run
 */
export function withServicesAsleep(install: () => void): string | undefined {
  const ours = !existsSync(policyFile) || readFileSync(policyFile, 'utf8') === policy;
  if (!ours && spawnSync(policyFile, ['mosquitto', 'start']).status !== FORBIDDEN) {
    return `${policyFile} is there and lets services start`;
  }
  const enabled = new Set(enabledLinks());
  // A Ctrl-C ends the installation, which is waited for; this process has to live on to tidy up.
  const stayAlive = () => {};
  process.on('SIGINT', stayAlive).on('SIGTERM', stayAlive).on('SIGHUP', stayAlive);
  try {
    if (ours) writeFileSync(policyFile, policy, { mode: 0o755 });
    install();
  } finally {
    if (ours) rmSync(policyFile, { force: true });
    for (const link of enabledLinks()) if (!enabled.has(link)) disable(link);
    process.off('SIGINT', stayAlive).off('SIGTERM', stayAlive).off('SIGHUP', stayAlive);
  }
  return undefined;
}

/** The links by which systemd and init start services at boot. */
function enabledLinks(): string[] {
  return globSync(['/etc/systemd/system/*.{wants,requires}/*', '/etc/rc[2-5].d/S*']);
}

function disable(link: string): void {
  if (link.startsWith('/etc/systemd/')) rmSync(link, { force: true });
  // /etc/rc2.d/S01mosquitto
  else spawnSync('update-rc.d', [path.basename(link).replace(/^S\d+/, ''), 'disable']);
}
