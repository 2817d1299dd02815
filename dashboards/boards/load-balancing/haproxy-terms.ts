export const BACKEND = 'backend=~"$backend"';
export const SERVER = '{{backend}} {{server}}';
export const FRONT = '{{process}} {{frontend}}';
export const back = (what: string): string =>
  `rate(netsteward_haproxy_backend_${what}_total{${BACKEND}}[$__rate_interval])`;
export const front = (what: string): string => `rate(netsteward_haproxy_frontend_${what}_total[$__rate_interval])`;
export const process = (what: string): string => `netsteward_haproxy_process_${what}`;
