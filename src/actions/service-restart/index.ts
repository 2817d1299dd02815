import { defineAction } from '../action.ts';
import { restartEvidence } from './evidence.ts';
import { judge } from './judge.ts';
import { observe } from './observe.ts';
import { plan } from './plan.ts';
import { restartSettings } from './settings.ts';
import { targetOf } from './target.ts';

export const action = defineAction({
  name: 'service-restart',
  help: 'Has systemd restart ovs-vswitchd when it is down or hangs while its database answers: once, within the start limit of its service.',
  changes: true,
  labels: [
    {
      name: 'daemon',
      help: 'The run directory of the ovs-vswitchd that is meant, where it is not the default one.',
      required: false,
    },
    { name: 'program', help: 'ovs-vswitchd; alerts about other daemons are refused.', required: false },
  ],
  settings: restartSettings,
  evidence: restartEvidence,
  // A restart that did not help will not help the next time.
  defaults: { alerts: ['OvsDown', 'OvsDaemonDown'], cooldown: 1_800, verifyWithin: 120, attempts: 1 },
  collectors: ['ovs'],
  steps: ['unit-restart'],
  target: targetOf,
  observe,
  plan,
  judge,
});
