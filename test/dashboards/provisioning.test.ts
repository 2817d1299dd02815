import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const folder = path.join(import.meta.dirname, '../../dashboards/provisioning');
const read = (file: string): unknown => parse(readFileSync(path.join(folder, file), 'utf8'));

// Debian has no Grafana: the files are held against what its manual says of them
// (grafana.com/docs/grafana/latest/administration/provisioning).
const providers = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: z.string(),
      folder: z.string(),
      folderUid: z.string().max(40),
      type: z.literal('file'),
      updateIntervalSeconds: z.int().min(10),
      allowUiUpdates: z.boolean(),
      options: z.strictObject({ path: z.string().startsWith('/') }),
    }),
  ),
});
const sources = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.array(
    z.strictObject({
      name: z.string(),
      type: z.literal('prometheus'),
      access: z.literal('proxy'),
      url: z.url(),
      isDefault: z.boolean(),
      jsonData: z.strictObject({ httpMethod: z.literal('POST'), timeInterval: z.string().regex(/^\d+s$/) }),
    }),
  ),
});

it('the files for provisioning have what Grafana knows', () => {
  expect(() => providers.parse(read('dashboards/netsteward.yaml'))).not.toThrow();
  expect(() => sources.parse(read('datasources/prometheus.yaml'))).not.toThrow();
});

it('the data source counts with the scrape interval of the example for Prometheus', () => {
  const prometheus = readFileSync(path.join(folder, '../../examples/prometheus/prometheus.yml'), 'utf8');
  const [, interval] = /scrape_interval: (\S+)/.exec(prometheus) ?? [];
  const { datasources } = sources.parse(read('datasources/prometheus.yaml'));
  expect(datasources.map(({ jsonData }) => jsonData.timeInterval)).toEqual([interval]);
});
