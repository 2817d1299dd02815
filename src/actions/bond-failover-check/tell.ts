import { obstacles } from '../../bonding/assess/obstacles.ts';
import { activeOf } from '../../bonding/evidence.ts';
import type { Change, KindDefinition } from '../../core/definition.ts';
import { defineMetrics, type PointSet } from '../../core/metric.ts';
import type { State } from '../../core/state.ts';
import type { Target } from '../action.ts';
import type { CheckEvidence } from './evidence.ts';

const BOND = ['netns', 'daemon', 'bond', 'source'] as const;
const SOURCE = 'bond-failover-check';

export const checkMetrics = defineMetrics({
  ready: {
    name: 'netsteward_bond_failover_ready',
    type: 'gauge',
    help: 'Whether a failover of a bond would work now, as the last look has found: 1 when one standby can take over and the path behind it is alive, 0 when none can. Left out while nobody could be asked behind the only ones that can. `source` is kernel or ovs.',
    labels: BOND,
    source: SOURCE,
  },
  obstacles: {
    name: 'netsteward_bond_failover_obstacles',
    type: 'gauge',
    help: `How many standbys of a bond have this against them, those that the configuration accepts included: ${obstacles.join(', ')}.`,
    labels: [...BOND, 'obstacle'],
    source: SOURCE,
  },
  pathAlive: {
    name: 'netsteward_bond_path_alive',
    type: 'gauge',
    help: 'Whether a neighbour answered through this link of a bond at the last look. Left out where none could be asked.',
    labels: [...BOND, 'member', 'role'],
    source: 'ARP probe (RFC 5227) or neighbour solicitation through the link',
  },
});

function readinessMessage({ subject, to, after }: Change): string {
  const words = after?.fields.words;
  if (typeof words === 'string' && words !== '') return `${subject}: ${words}`;
  return `${subject}: a failover would ${to === true ? '' : 'not '}work`;
}

export const checkKind: KindDefinition = {
  kind: 'failover-check',
  help: 'Whether a failover of a bond would work now, as the last look has found. `ready` is null where it is not known.',
  appeared: {
    what: 'failover-first-checked',
    help: 'A bond was looked at for the first time.',
    severity: ({ after }) => (after?.fields.ready === false ? 'warning' : 'info'),
    message: readinessMessage,
  },
  fields: {
    ready: {
      what: 'failover-readiness-changed',
      help: 'A failover of a bond came to be possible or impossible, or it is no longer known.',
      severity: ({ to }) => (to === false ? 'warning' : 'info'),
      message: readinessMessage,
    },
    active_path: {
      what: 'active-path-changed',
      help: 'Neighbours behind the active link of a bond ceased to answer, or answer again. Critical when they do behind a standby.',
      severity: ({ to, after }) => {
        if (to !== 'dead') return 'info';
        return after?.fields.standby_path === 'alive' ? 'critical' : 'warning';
      },
      message: ({ subject, to, after }) => `${subject}: the path behind the active ${after?.fields.active} is ${to}`,
    },
  },
};

export function checkStates(target: Target, { bond, ready, standby, found, report }: CheckEvidence): readonly State[] {
  const active = activeOf(bond);
  const others = bond.members.filter((member) => !member.active);
  const fields = {
    netns: bond.source === 'kernel' ? bond.netns : '',
    daemon: bond.daemon,
    bond: bond.bond,
    source: bond.source,
    ready,
    active: active?.name ?? null,
    active_path: active?.path ?? 'unknown',
    standby,
    standby_path: (others.find(({ name }) => name === standby) ?? others[0])?.path ?? 'unknown',
    obstacles: found.map(({ obstacle, member }) => (member === '' ? obstacle : `${member} ${obstacle}`)).join(', '),
    words: report[0] ?? '',
  };
  return [{ kind: checkKind.kind, subject: target.object, fields }];
}

export function addCheckPoints(points: PointSet, { bond, ready, found }: CheckEvidence): void {
  const labels = [bond.source === 'kernel' ? bond.netns : '', bond.daemon, bond.bond, bond.source];
  if (ready !== null) points.add(checkMetrics.ready, labels, ready ? 1 : 0);
  for (const one of obstacles) {
    const count = found.filter(({ obstacle }) => obstacle === one).length;
    points.add(checkMetrics.obstacles, [...labels, one], count);
  }
  for (const { name, active, path } of bond.members) {
    if (path === 'unknown') continue;
    points.add(checkMetrics.pathAlive, [...labels, name, active ? 'active' : 'standby'], path === 'alive' ? 1 : 0);
  }
}
