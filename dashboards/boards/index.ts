import type { Board } from '../model/board.ts';
import { agent } from './agent/index.ts';
import { alerts } from './alerts/index.ts';
import { bonds } from './bonds/index.ts';
import { conntrack } from './conntrack/index.ts';
import { fleet } from './fleet/index.ts';
import { host } from './host/index.ts';
import { interfaces } from './interfaces/index.ts';
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
