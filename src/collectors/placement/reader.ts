import type { States } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import type { Reader } from '../collector.ts';
import { createAuditor } from './audit/auditor.ts';
import type { PlacementSettings } from './settings.ts';
import { familiesOf } from './tell/points.ts';
import { statesOfAudit } from './tell/states.ts';

/** So long memory is measured in one reading, well below a usual deadline; the guests that are left wait for the next. */
const PATIENCE_MS = 1000;

export function startPlacement(host: Host, settings: PlacementSettings): Reader {
  const auditor = createAuditor(host, settings, PATIENCE_MS);
  let states: States = new Map();
  return {
    collect: async ({ signal }) => {
      const audited = await auditor.audit(signal);
      const isEmpty = audited === undefined || audited.audit.guests.length + audited.audit.queues.length === 0;
      if (isEmpty && (audited?.problems.length ?? 0) === 0) {
        states = new Map();
        return { outcome: 'absent', problems: [], states, families: () => [] };
      }
      const { audit, problems } = audited ?? { audit: { nodes: [], guests: [], queues: [] }, problems: [] };
      states = statesOfAudit(audit, states);
      return {
        outcome: problems.length === 0 ? 'ok' : 'partial',
        problems,
        states,
        families: () => familiesOf(audit),
      };
    },
  };
}
