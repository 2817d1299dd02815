// Made by `npm run generate` from the folders beside it; not to be edited.

import type { RegisteredAction } from './action.ts';
import { action as bondFailoverAction } from './bond-failover/index.ts';
import { action as bondFailoverCheckAction } from './bond-failover-check/index.ts';
import { action as conntrackLimitAction } from './conntrack-limit/index.ts';
import { action as lbMemberAction } from './lb-member/index.ts';
import { action as ovsConntrackLimitAction } from './ovs-conntrack-limit/index.ts';
import { action as pmdRebalanceAction } from './pmd-rebalance/index.ts';
import { action as serviceRestartAction } from './service-restart/index.ts';

/** Every action there is, in order of name. */
export const actions: readonly RegisteredAction[] = [
  bondFailoverAction,
  bondFailoverCheckAction,
  conntrackLimitAction,
  lbMemberAction,
  ovsConntrackLimitAction,
  pmdRebalanceAction,
  serviceRestartAction,
];
