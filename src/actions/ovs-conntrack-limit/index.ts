import { defineAction } from '../action.ts';
import { ovsConntrackEvidence } from './evidence.ts';
import { judgeLimit } from './judge.ts';
import { observeTable } from './observe.ts';
import { planLimit } from './plan.ts';
import { ovsConntrackLimitSettings } from './settings.ts';
import { ovsConntrackLabels, targetOf } from './target.ts';

export const action = defineAction({
  name: 'ovs-conntrack-limit',
  help: 'Raises the limit of connections of the userspace datapath of Open vSwitch when its table is filling and memory allows.',
  changes: true,
  labels: ovsConntrackLabels,
  settings: ovsConntrackLimitSettings,
  evidence: ovsConntrackEvidence,
  defaults: {
    alerts: ['OvsConntrackFilling', 'OvsConntrackNearlyFull', 'OvsConntrackRefusing'],
    cooldown: 600,
    verifyWithin: 60,
  },
  collectors: ['ovs-conntrack', 'host'],
  steps: ['ovs-ct-maxconns'],
  target: targetOf,
  observe: observeTable,
  plan: planLimit,
  judge: judgeLimit,
});
