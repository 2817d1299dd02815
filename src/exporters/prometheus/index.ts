import { z } from 'zod';
import { defineExporter } from '../exporter.ts';
import { scrapeMetrics } from './metrics.ts';
import { createMetricsPage } from './metrics-page.ts';

export const prometheusSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the HTTP server has a metrics page for Prometheus.'),
  path: z
    .string()
    .regex(/^\/[\w./~-]+$/, 'expected a path such as /metrics')
    .default('/metrics')
    .describe('Where the metrics page is.'),
});

/** The metrics page: text format 0.0.4 or OpenMetrics 1.0.0, whichever the client asks for. */
export const exporter = defineExporter({
  name: 'prometheus',
  help: 'Metrics for Prometheus and all that read its text or OpenMetrics format.',
  settings: prometheusSettings,
  metrics: Object.values(scrapeMetrics),
  start(view, settings) {
    if (!settings.enabled) return undefined;
    const page = createMetricsPage(view);
    return {
      routes: [
        {
          method: 'GET',
          path: settings.path,
          help: 'Metrics in the Prometheus text format or OpenMetrics.',
          handle: page.handle,
        },
      ],
      families: page.families,
      stop: async () => {},
    };
  },
});
