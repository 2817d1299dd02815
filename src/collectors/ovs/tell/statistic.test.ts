import { describe, expect, it } from 'vitest';
import { targetOf } from './statistic.ts';

const told = (name: string) => {
  const { definition, labels } = targetOf(name);
  return [definition.name.replace('netsteward_ovs_interface_', ''), ...labels];
};

describe('a statistic', () => {
  it.each([
    ['rx_packets', ['received_packets_total']],
    ['tx_dropped', ['transmit_dropped_total']],
    ['rx_multicast_packets', ['cast_packets_total', 'receive', 'multicast']],
    ['tx_1523_to_max_packets', ['sized_packets_total', 'transmit', '1523_to_max']],
    ['rx_jabber_errors', ['malformed_packets_total', 'jabber']],
    ['ovs_tx_mtu_exceeded_drops', ['drops_total', 'transmit', 'mtu_exceeded']],
    ['ovs_rx_qos_drops', ['drops_total', 'receive', 'qos']],
    ['rx_q3_packets', ['queue_packets_total', 'receive', '3']],
    ['tx_q12bytes', ['queue_bytes_total', 'transmit', '12']],
    ['rx_q0_good_bytes', ['queue_bytes_total', 'receive', '0']],
    ['rx_q0_size_65_127_packets', ['queue_statistic_total', 'receive', '0', 'size_65_127_packets']],
    ['rx_wqe_errors', ['statistic_total', 'rx_wqe_errors']],
    ['constructor', ['statistic_total', 'constructor']],
    ['rx_qconstructor', ['statistic_total', 'rx_qconstructor']],
  ])('%s has the metric %j', (name, expected) => {
    expect(told(name)).toEqual(expected);
  });

  it('that a driver invents is remembered, so that its labels are made once', () => {
    expect(targetOf('rx_something_new')).toBe(targetOf('rx_something_new'));
  });
});
