import { inGuest } from './lab/in-guest.ts';
import { memorylessNode } from './lab/memoryless-node.ts';

await inGuest({ machine: memorylessNode, files: ['test/vm/guest/memoryless-node.test.ts'] });
