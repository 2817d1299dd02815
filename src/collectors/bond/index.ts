import { defineCollector } from '../collector.ts';
import { startBonds } from './reader.ts';
import { bondSettings } from './settings.ts';
import { bondMetrics } from './tell/bond-metrics.ts';
import { slaveFlapped } from './tell/flaps.ts';
import { kinds } from './tell/kinds.ts';
import { lacpMetrics } from './tell/lacp-metrics.ts';
import { slaveMetrics } from './tell/slave-metrics.ts';

export const collector = defineCollector({
  name: 'bond',
  help: 'Kernel bonds of every mode: active slave and failovers, links, LACP aggregators, partners and churn, settings.',
  sources: [
    '/proc/net/bonding/* (of each network namespace)',
    '/sys/class/net/<bond>/bonding/*',
    '/sys/class/net/<slave>/bonding_slave/* (for a reader without CAP_NET_ADMIN)',
    'link notifications of the kernel (ip monitor link)',
  ],
  settings: bondSettings,
  metrics: [...Object.values(bondMetrics), ...Object.values(lacpMetrics), ...Object.values(slaveMetrics)],
  kinds,
  occurrences: [slaveFlapped],
  start: (host, settings) => startBonds(host, settings),
});
