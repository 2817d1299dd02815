import { defineAction } from '../action.ts';
import { evidenceSchema } from './evidence.ts';
import { judgeLimit } from './judge.ts';
import { observeLimit } from './observe.ts';
import { planLimit } from './plan.ts';
import { conntrackLimitSettings } from './settings.ts';
import { entriesByNamespace } from './snapshot-figures.ts';
import { conntrackTarget } from './target.ts';

export const action = defineAction({
  name: 'conntrack-limit',
  help: 'Raises the limit of tracked connections, with the buckets of their table, when a table is filling and memory allows it; lowers it again after a calm time if wanted.',
  changes: true,
  labels: [
    {
      name: 'netns',
      help: "The network namespace whose table is filling; left out for the host's own. The limit is one for all.",
      required: false,
    },
  ],
  settings: conntrackLimitSettings,
  evidence: evidenceSchema,
  defaults: {
    alerts: ['ConntrackFilling', 'ConntrackNearlyFull', 'ConntrackFullSoon', 'ConntrackDropping', 'ConntrackEarlyDrop'],
    cooldown: 300,
    verifyWithin: 60,
  },
  collectors: ['conntrack', 'host'],
  steps: ['sysctl', 'module-parameter', 'sysctl-file'],
  target: conntrackTarget,
  observe: observeLimit,
  plan: planLimit,
  judge: judgeLimit,
  objects: (fresh) => (entriesByNamespace(fresh.get('conntrack')).size === 0 ? [] : [new Map()]),
});
