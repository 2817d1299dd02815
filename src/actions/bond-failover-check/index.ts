import { lookAtBond, lookCollectors } from '../../bonding/look/look-at-bond.ts';
import { bondLabels, bondTarget } from '../../bonding/name.ts';
import { activeBackupBonds } from '../../bonding/objects.ts';
import { defineAction, isRefusal } from '../action.ts';
import { checkEvidence, checked } from './evidence.ts';
import { checkSettings } from './settings.ts';
import { addCheckPoints, checkKind, checkMetrics, checkStates } from './tell.ts';

export const action = defineAction({
  name: 'bond-failover-check',
  help: 'Looks whether a failover of a bond would work now: link, speed, VLAN, hardware, switch and path of its standby. Changes nothing.',
  changes: false,
  labels: bondLabels,
  settings: checkSettings,
  evidence: checkEvidence,
  defaults: {
    alerts: [
      'BondActivePathDead',
      'BondActiveSlaveFailing',
      'BondFailingOver',
      'OvsBondFailingOver',
      'OvsBondLacpUnstable',
    ],
    mode: 'auto',
    cooldown: 0,
    verifyWithin: 0,
    every: 300,
  },
  collectors: lookCollectors,
  steps: [],
  metrics: Object.values(checkMetrics),
  kinds: [checkKind],
  target: bondTarget,
  observe: async (look) => {
    const found = await lookAtBond(look);
    if (isRefusal(found)) return found;
    if (found.mode !== 'active-backup')
      return { refused: `${look.target.object} has no standby: its mode is ${found.mode}` };
    return checked(found, look.settings);
  },
  plan: ({ evidence }) => ({
    summary: evidence.report[0] ?? '',
    steps: [],
    expects: 'nothing is changed',
    undo: [],
    witness: { name: 'look', agrees: true, words: 'it only looks' },
  }),
  judge: () => ({ effect: 'proven', words: 'nothing was changed' }),
  objects: activeBackupBonds,
  states: checkStates,
  figures: (points, _, evidence) => addCheckPoints(points, evidence),
});
