import type { Board } from '../model/board.ts';
import { agent } from './agent.ts';
import { alerts } from './alerts.ts';
import { bonds } from './bonds.ts';
import { conntrack } from './conntrack.ts';
import { fleet } from './fleet.ts';
import { host } from './host.ts';
import { interfaces } from './interfaces.ts';
import { loadBalancing } from './load-balancing/index.ts';
import { ovs } from './ovs/index.ts';
import { placement } from './placement/index.ts';

/** Every dashboard, in the order in which somebody on call needs them. */
export const boards: readonly Board[] = [
  fleet,
  host,
  alerts,
  bonds,
  interfaces,
  conntrack,
  ovs,
  placement,
  loadBalancing,
  agent,
];
