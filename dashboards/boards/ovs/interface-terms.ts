export const BRIDGE = 'bridge=~"$bridge"';
export const NAME = '{{bridge}} {{interface}}';
export const busiest = (what: string): string =>
  `topk(20, rate(netsteward_ovs_interface_${what}_total{${BRIDGE}}[$__rate_interval]))`;
