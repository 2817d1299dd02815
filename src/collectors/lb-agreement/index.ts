import { defineCollector } from '../collector.ts';
import { agreementMetrics } from './metrics.ts';
import { startAgreement } from './reader.ts';
import { agreementSettings } from './settings.ts';
import { memberKind } from './states.ts';
import { balancerNames, OWN } from './views.ts';

export const collector = defineCollector({
  name: 'lb-agreement',
  help: 'Whether our own checks and the load balancers on this host hold the same of a member.',
  sources: ['the collectors health, haproxy and ipvs'],
  settings: agreementSettings,
  metrics: Object.values(agreementMetrics),
  kinds: [memberKind],
  occurrences: [],
  compares: [OWN, ...balancerNames],
  start: (_host, settings) => startAgreement(settings),
});
