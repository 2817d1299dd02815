import { bondEvidence } from '../../bonding/evidence.ts';
import { lookAtBond, lookCollectors } from '../../bonding/look/look-at-bond.ts';
import { bondLabels, bondTarget } from '../../bonding/name.ts';
import { defineAction } from '../action.ts';
import { judgeFailover } from './judge.ts';
import { planFailover } from './plan.ts';
import { failoverSettings } from './settings.ts';

export const action = defineAction({
  name: 'bond-failover',
  help: 'Turns a bond whose active link is up and fails to a standby that passes the check, proves the path behind it, and goes back when that is worse.',
  changes: true,
  labels: bondLabels,
  settings: failoverSettings,
  evidence: bondEvidence,
  defaults: {
    alerts: ['BondActivePathDead', 'BondActiveSlaveFailing', 'OvsBondLacpUnstable'],
    cooldown: 600,
    verifyWithin: 30,
  },
  collectors: lookCollectors,
  steps: ['bonding', 'ovs-bond-active'],
  target: bondTarget,
  observe: async (look) => await lookAtBond(look),
  plan: planFailover,
  judge: judgeFailover,
});
