import { describe, expect, it } from 'vitest';
import { booleanIn, numberAt, numberIn, numeric, pairsIn, textAt, textIn, textsIn } from './row-values.ts';

const row = {
  name: 'eth0',
  mtu: 1500,
  error: null,
  fault: false,
  trunks: [10, 20],
  tag: 7,
  options: { n_rxq: '2', key: 'flow' },
  statistics: { rx_packets: 12 },
};

describe('values of a row', () => {
  it('are there in their own form, or not known', () => {
    expect([textIn(row, 'name'), numberIn(row, 'mtu'), booleanIn(row, 'fault')]).toEqual(['eth0', 1500, false]);
    expect([textIn(row, 'error'), numberIn(row, 'name'), booleanIn(row, 'none'), textIn(row, 'trunks')]).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
  });

  it('in a set are a list, whether the database holds many, one or none', () => {
    expect([textsIn(row, 'trunks'), textsIn(row, 'tag'), textsIn(row, 'error')]).toEqual([['10', '20'], ['7'], []]);
  });

  it('in a map are found by their key, numbers also when they are written as text', () => {
    expect([numberAt(row, 'options', 'n_rxq'), numberAt(row, 'statistics', 'rx_packets')]).toEqual([2, 12]);
    expect([textAt(row, 'options', 'key'), numberAt(row, 'options', 'key'), textAt(row, 'name', 'key')]).toEqual([
      ...['flow', undefined, undefined],
    ]);
    expect(pairsIn(row, 'statistics')).toEqual([['rx_packets', 12]]);
  });

  it('are never 0 because they are no number', () => {
    expect(['', ' ', '0x10', '1e3', 'x'].map(numeric)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});
