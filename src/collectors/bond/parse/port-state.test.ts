import { describe, expect, it } from 'vitest';
import { hasBit, portStateBits } from './port-state.ts';

describe('an LACP port state', () => {
  it.each([
    [63, 'activity timeout aggregation synchronization collecting distributing'],
    [71, 'activity timeout aggregation defaulted'],
    [199, 'activity timeout aggregation defaulted expired'],
    [61, 'activity aggregation synchronization collecting distributing'],
    [0, ''],
  ])('%d has the bits %s', (state, bits) => {
    expect(portStateBits.filter((bit) => hasBit(state, bit)).join(' ')).toBe(bits);
  });
});
