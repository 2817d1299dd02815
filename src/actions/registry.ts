// Made by `npm run generate` from the folders beside it; not to be edited.

import type { RegisteredAction } from './action.ts';
import { action as ovsConntrackLimitAction } from './ovs-conntrack-limit/index.ts';
import { action as pmdRebalanceAction } from './pmd-rebalance/index.ts';

/** Every action there is, in order of name. */
export const actions: readonly RegisteredAction[] = [ovsConntrackLimitAction, pmdRebalanceAction];
