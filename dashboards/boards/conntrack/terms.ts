export const NETNS = 'netns=~"$netns"';
export const rate = (what: string): string => `rate(netsteward_conntrack_${what}_total{${NETNS}}[$__rate_interval])`;
