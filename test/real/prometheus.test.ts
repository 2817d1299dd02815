import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Family, MetricDefinition } from '../../src/core/metric.ts';
import { exporter } from '../../src/exporters/prometheus/index.ts';
import { agentView } from '../support/agent-view.ts';
import { makeCertificate } from '../support/certificates.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { hasProgram } from '../support/programs.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { webServer } from '../support/web-server.ts';

beforeEach((context) => {
  if (!hasProgram('prometheus')) context.skip('prometheus is not installed');
});

const up: MetricDefinition = {
  name: 'netsteward_bond_slaves_up',
  type: 'gauge',
  help: 'Slaves that are up.',
  labels: ['bond'],
  source: 'test',
};
const failures: MetricDefinition = { ...up, name: 'netsteward_bond_failures_total', type: 'counter' };

/** A server with a metrics page that shows these families. */
async function serve(families: readonly Family[], settings: Readonly<Record<string, unknown>> = {}) {
  const running = exporter.open(agentView({ families: () => [...families, ...(running?.families?.() ?? [])] }), {});
  const { url } = await webServer({ routes: running?.routes ?? [], settings });
  return new URL(url).host;
}

describe('a real Prometheus', () => {
  it('reads every value and every label as it was meant', async () => {
    const odd = 'a"b\\c\nd\re\u2028f\tü🌉';
    const target = await serve([
      {
        definition: up,
        points: [
          { labels: ['bond0'], value: 2 },
          { labels: [odd], value: 0.5 },
          { labels: ['none\0such'], value: Number.NaN },
        ],
      },
      {
        definition: failures,
        points: [
          { labels: ['bond0'], value: 2 ** 53 },
          { labels: ['high'], value: Number.POSITIVE_INFINITY },
        ],
      },
    ]);
    const prometheus = await startPrometheus([{ job_name: 'plain', static_configs: [{ targets: [target] }] }]);
    await expect
      .poll(() => prometheus.query(up.name))
      .toEqual(
        new Map([
          ['bond=bond0 job=plain', '2'],
          [`bond=${odd} job=plain`, '0.5'],
          ['bond=none\uFFFDsuch job=plain', 'NaN'],
        ]),
      );
    expect(await prometheus.query(failures.name)).toEqual(
      new Map([
        ['bond=bond0 job=plain', '9007199254740992'],
        ['bond=high job=plain', '+Inf'],
      ]),
    );
    expect(await prometheus.troubles()).toEqual(new Map());
    await expect
      .poll(async () => (await prometheus.query('netsteward_scrapes_total')).keys().toArray())
      .toEqual(['format=openmetrics job=plain']);
  });

  it('gets in with TLS, a client certificate and a password, and not without', async (context) => {
    if (!hasProgram('openssl')) context.skip('openssl is not installed');
    const directory = privateDirectory();
    const server = makeCertificate(directory, 'server', 'IP:127.0.0.1');
    const authority = makeCertificate(directory, 'authority');
    const client = makeCertificate(directory, 'client', 'DNS:scraper.example', authority);
    const webConfig = path.join(directory, 'web.yml');
    writeFileSync(
      webConfig,
      `tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: authority.crt
  client_allowed_sans: [scraper.example]
basic_auth_users:
  prometheus: ${hashSync('open sesame', 10)}
`,
    );
    const families = [{ definition: up, points: [{ labels: ['bond0'], value: 2 }] }];
    const targets = [await serve(families, { config_file: webConfig })];
    const tls = { ca_file: server.certFile, cert_file: client.certFile, key_file: client.keyFile };
    const job = (name: string, user: string, tlsConfig: object) => ({
      job_name: name,
      scheme: 'https',
      static_configs: [{ targets }],
      tls_config: tlsConfig,
      basic_auth: { username: user, password: 'open sesame' },
    });
    const prometheus = await startPrometheus([
      job('good', 'prometheus', tls),
      job('stranger', 'stranger', tls),
      job('bare', 'prometheus', { ca_file: server.certFile }),
      { job_name: 'plain', static_configs: [{ targets }] },
    ]);
    await expect.poll(() => prometheus.query(up.name)).toEqual(new Map([['bond=bond0 job=good', '2']]));
    await expect
      .poll(async () => [...(await prometheus.troubles())].sort())
      .toEqual([
        ['bare', expect.stringMatching(/EOF|reset|certificate/)],
        ['plain', expect.stringMatching(/EOF|reset|malformed/)],
        ['stranger', 'server returned HTTP status 401 Unauthorized'],
      ]);
  });
});
