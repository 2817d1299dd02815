// Made by `npm run generate` from the folders beside it; not to be edited.

import { collector as bond } from './bond/index.ts';
import type { RegisteredCollector } from './collector.ts';
import { collector as conntrack } from './conntrack/index.ts';

/** Every collector there is, in order of name. */
export const collectors: readonly RegisteredCollector[] = [bond, conntrack];
