export const IF = 'netns=~"$netns",interface=~"$interface"';
export const NAME = '{{netns}} {{interface}}';
/** The twenty busiest: a host may have thousands of interfaces. */
export const busiest = (what: string): string =>
  `topk(20, rate(netsteward_interface_${what}_total{${IF}}[$__rate_interval]))`;
