import { defineAction } from '../action.ts';
import { memberEvidence } from './evidence.ts';
import { judge } from './judge.ts';
import { observe } from './observe.ts';
import { heldBack } from './past.ts';
import { plan } from './plan.ts';
import { memberSettings } from './settings.ts';
import { objectOf, targetOf } from './target.ts';

export const action = defineAction({
  name: 'lb-member',
  help: 'Drains a member that our own checks see dead and HAProxy or IPVS sends clients to, and puts back what it drained once it is well again; never below the minimum.',
  changes: true,
  labels: [
    { name: 'balancer', help: 'haproxy or ipvs.', required: true },
    {
      name: 'entry',
      help: 'The member as the balancer has it: admin:web/web1 of HAProxy (process:backend/server), TCP 192.0.2.100:80 192.0.2.1:8080 of IPVS (service and destination).',
      required: true,
    },
    { name: 'member', help: 'The member as our checks have it: web/web1.', required: false },
  ],
  settings: memberSettings,
  evidence: memberEvidence,
  defaults: { alerts: ['BalancerDisagrees'], cooldown: 60, verifyWithin: 60, every: 30 },
  collectors: ['health', 'haproxy', 'ipvs', 'lb-agreement'],
  steps: ['haproxy-server', 'ipvs-weight'],
  target: targetOf,
  observe,
  plan,
  judge,
  // What it drained is looked at until it can be put back: nobody alerts about a member that is well and gets no clients.
  objects: (fresh, history) => {
    const held = heldBack(history);
    return [...(fresh.get('lb-agreement')?.states.values() ?? [])].flatMap(({ fields }) => {
      const [balancer, entry, member] = [String(fields.balancer), String(fields.entry), String(fields.member)];
      const isWell = fields.own === 'up' && held.has(objectOf(balancer, entry));
      return isWell
        ? [
            new Map([
              ['balancer', balancer],
              ['entry', entry],
              ['member', member],
            ]),
          ]
        : [];
    });
  },
});
