import { defineAction } from '../action.ts';
import { pmdRebalanceEvidence } from './evidence.ts';
import { judgeRebalance } from './judge.ts';
import { observePmds } from './observe.ts';
import { planRebalance } from './plan.ts';
import { pmdRebalanceSettings } from './settings.ts';
import { pmdRebalanceLabels, targetOf } from './target.ts';

export const action = defineAction({
  name: 'pmd-rebalance',
  help: 'Has Open vSwitch give its receive queues out to PMDs anew when one of them is overloaded while another of its NUMA node idles.',
  changes: true,
  labels: pmdRebalanceLabels,
  settings: pmdRebalanceSettings,
  evidence: pmdRebalanceEvidence,
  // Open vSwitch gives queues out by what they took in the last minute.
  defaults: { alerts: ['PmdImbalanced'], cooldown: 900, verifyWithin: 60 },
  collectors: ['pmd'],
  steps: ['ovs-pmd-rebalance'],
  target: targetOf,
  observe: observePmds,
  plan: planRebalance,
  judge: judgeRebalance,
});
