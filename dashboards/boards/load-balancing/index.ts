import type { Board } from '../../model/board.ts';
import { checkerRow } from './checker.ts';
import { processRow } from './haproxy-process.ts';
import { serverRow } from './haproxy-servers.ts';
import { trafficRow } from './haproxy-traffic.ts';
import { troubleRow } from './haproxy-trouble.ts';
import { healthRow } from './health.ts';
import { ipvsRow } from './ipvs.ts';
import { keepalivedRow } from './keepalived.ts';
import { wrongRow } from './wrong.ts';

export const loadBalancing: Board = {
  name: 'load-balancing',
  title: 'Load balancing',
  about: 'Our own checks of members, HAProxy, keepalived and IPVS, and where they disagree.',
  scope: 'host',
  alertsOf: ['health', 'haproxy', 'keepalived', 'ipvs'],
  eventsOf: ['health', 'haproxy', 'keepalived', 'ipvs', 'lb-agreement'],
  filters: [
    { name: 'pool', label: 'Pool', metric: 'netsteward_health_pool_members', of: 'pool' },
    { name: 'backend', label: 'HAProxy backend', metric: 'netsteward_haproxy_backend_up', of: 'backend' },
  ],
  rows: [wrongRow, healthRow, keepalivedRow, serverRow, trafficRow, troubleRow, processRow, ipvsRow, checkerRow],
};
