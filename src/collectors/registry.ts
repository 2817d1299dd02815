// Made by `npm run generate` from the folders beside it; not to be edited.

import { collector as bondCollector } from './bond/index.ts';
import type { RegisteredCollector } from './collector.ts';
import { collector as conntrackCollector } from './conntrack/index.ts';
import { collector as hostCollector } from './host/index.ts';
import { collector as interfaceCollector } from './interface/index.ts';

/** Every collector there is, in order of name. */
export const collectors: readonly RegisteredCollector[] = [
  bondCollector,
  conntrackCollector,
  hostCollector,
  interfaceCollector,
];
