import { defineExporter } from '../exporter.ts';
import { alertmanagerMetrics } from './metrics.ts';
import { alertmanagerSettings } from './settings.ts';
import { startAlertmanagers } from './start.ts';
import { usualTiming } from './timing.ts';

/**
 * Firing and ended alerts at one or several Alertmanagers (API v2), as Prometheus sends them:
 *
 * - a firing alert at once, and then at every interval, each time good for four times as long
 * - an ended one at once, and then at every interval for 15 minutes
 * - one of which nobody can tell as if it went on: it neither ends nor begins anew
 * - one that is silenced on this host not at all, or as ended where it was sent before
 *
 * What each of them may know is noted in the store before it is sent, so that nothing stays open there over a restart.
 */
export const exporter = defineExporter({
  name: 'alertmanager',
  help: 'Alerts at one or several Alertmanagers.',
  settings: alertmanagerSettings,
  metrics: Object.values(alertmanagerMetrics),
  start(view, settings) {
    return settings.urls.length === 0 ? undefined : startAlertmanagers(view, settings, usualTiming);
  },
});
