// Made by `npm run generate` from the folders beside it; not to be edited.

import { exporter as alertmanagerExporter } from './alertmanager/index.ts';
import type { RegisteredExporter } from './exporter.ts';
import { exporter as logExporter } from './log/index.ts';
import { exporter as mqttExporter } from './mqtt/index.ts';
import { exporter as prometheusExporter } from './prometheus/index.ts';
import { exporter as statusExporter } from './status/index.ts';
import { exporter as streamExporter } from './stream/index.ts';

/** Every exporter there is, in order of name. */
export const exporters: readonly RegisteredExporter[] = [
  alertmanagerExporter,
  logExporter,
  mqttExporter,
  prometheusExporter,
  statusExporter,
  streamExporter,
];
