import { openHost } from '../../agent/open-host.ts';
import { createAuditor } from '../../collectors/placement/audit/auditor.ts';
import { placementSettings } from '../../collectors/placement/settings.ts';
import { readPciNetwork } from '../../pci/network.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { auditJson } from '../format/placement/audit-json.ts';
import { auditText } from '../format/placement/audit-text.ts';
import { configFor } from '../global-options.ts';
import type { PlacementOptions } from '../program.ts';

/** A person has asked, who would rather wait than see half of it. */
const DEADLINE_MS = 30_000;

/** Audits where guests, network cards and the queues between them are, and prints it. */
export async function placement(options: PlacementOptions): Promise<ExitCode> {
  const config = await configFor(options);
  const settings = placementSettings.parse(config.collectors.get('placement')?.settings ?? {});
  const { host, close } = openHost(config, options.hostRoot);
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const audited = await createAuditor(host, settings, DEADLINE_MS).audit(signal);
    if (audited === undefined) {
      process.stdout.write(options.json ? 'null\n' : 'This kernel knows no NUMA nodes: nothing can be misplaced.\n');
      return exitCodes.ok;
    }
    const { devices } = await readPciNetwork(host, signal);
    const view = { ...audited, devices: [...devices.values()] };
    process.stdout.write(options.json ? `${JSON.stringify(auditJson(view), null, 2)}\n` : auditText(view, terminal()));
    return audited.problems.length === 0 ? exitCodes.ok : exitCodes.incomplete;
  } finally {
    close();
  }
}

function terminal() {
  const { isTTY, columns } = process.stdout;
  return {
    width: isTTY ? columns : Number.POSITIVE_INFINITY,
    colours: isTTY && process.stdout.hasColors(),
  };
}
