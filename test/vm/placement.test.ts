import { inGuest } from './lab/in-guest.ts';
import { twoNodes } from './lab/two-nodes.ts';

await inGuest({ machine: twoNodes, files: ['test/vm/guest/placement.test.ts'] });
