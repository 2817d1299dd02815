import { inGuest } from './lab/in-guest.ts';
import { memorylessNode } from './lab/memoryless-node.ts';

// The tests of connection tracking run here as they are: this kernel always says when a table is full.
const files = ['test/vm/guest/memoryless-node.test.ts', 'test/real/conntrack.test.ts'];
await inGuest({ machine: memorylessNode, files });
