import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStatistic, parseStatistics } from './statistics.ts';

const mlx5 = readFileSync(join(import.meta.dirname, '../fixtures/derived/stats-mlx5.txt'), 'utf8');

describe('the statistics of a driver in sysfs', () => {
  it('have every count under the name that it has here', () => {
    expect(parseStatistics(mlx5, 'stats')).toEqual({
      transmit_packets: 14_577_242_919,
      transmit_bytes: 874_634_580_760,
      transmit_dropped: 3,
      receive_packets: 14_578_155_350,
      receive_bytes: 933_001_945_820,
      receive_broadcast: 13,
      receive_multicast: 7,
      transmit_broadcast: 2,
      transmit_multicast: 5,
      receive_dropped: 144_076,
    });
  });

  it('may have more than is told on', () => {
    expect(parseStatistics('rx_error      : 5\nrx_packets    : 6\n', 'stats')).toEqual({ receive_packets: 6 });
  });

  it('are an error where a line is none or a count is no number', () => {
    expect(() => parseStatistics(`${mlx5}what is this\n`, '/x/stats')).toThrow('/x/stats:11: expected name : value');
    expect(() => parseStatistics('rx_bytes : many\n', '/x/stats')).toThrow(
      '/x/stats:1: expected a number for rx_bytes',
    );
  });

  it('may be a file each', () => {
    expect(parseStatistic('tx_bytes', '42\n', 'tx_bytes')).toEqual({ transmit_bytes: 42 });
    expect(parseStatistic('tx_spoofed', '42\n', 'tx_spoofed')).toEqual({});
    expect(() => parseStatistic('tx_bytes', '\n', 'tx_bytes')).toThrow('tx_bytes:1: expected a number');
  });
});
