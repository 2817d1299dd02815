import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import { execa } from 'execa';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { shippedRulesFolder } from '../../src/alerts/rule-files/shipped.ts';
import { agentOn } from '../dashboards/recorded-fleet.ts';
import { makeCertificate } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { hasProgram, programPath } from '../support/programs.ts';
import { prometheusProcess } from '../support/prometheus-process.ts';
import { exampleWith } from './example.ts';

const recording = path.join(import.meta.dirname, '../golden/recorded');
const listening = (more: object = {}) => JSON.stringify({ web: { listen: '127.0.0.1:0', ...more } });

const targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({ labels: z.record(z.string(), z.string()), health: z.string(), lastError: z.string() }),
    ),
  }),
});
const rules = z.object({
  data: z.object({ groups: z.array(z.object({ rules: z.array(z.object({ health: z.string() })) })) }),
});

beforeEach((context) => {
  for (const program of ['prometheus', 'promtool', 'openssl']) {
    if (!hasProgram(program)) context.skip(`${program} is not installed`);
  }
});

it('a real Prometheus finds agents by file and by HTTP, with TLS and without, and loads the rules', {
  timeout: 60_000,
}, async () => {
  const directory = privateDirectory();
  const plain = new URL(await agentOn(recording, 'plain', listening())).host;
  const secure = await secureAgent(directory);
  const inventory = await serve(
    exampleWith('prometheus/http-sd.json', { 'balancer1.example:9479': plain, 'balancer2.example:9479': plain }),
  );
  const folder = path.join(directory, 'targets');
  mkdirSync(folder);
  const files = exampleWith('prometheus/targets/computes.yml', {
    'compute1.example:9479': plain,
    'compute2.example:9479': plain,
  });
  writeFileSync(path.join(folder, 'computes.yml'), files);
  const config = exampleWith('prometheus/prometheus.yml', {
    '/etc/prometheus/netsteward-rules': shippedRulesFolder().replace(/\/$/, ''),
    '/etc/prometheus/netsteward-targets': folder,
    '/etc/prometheus/netsteward-ca.crt': secure.authority,
    '/etc/prometheus/netsteward-password': secure.password,
    'http://inventory.example/prometheus/netsteward': inventory,
    'compute9.example:9479': secure.target,
    'alertmanager.example:9093': `127.0.0.1:${await freePort()}`,
    '15s': '1s',
  });
  const file = path.join(directory, 'prometheus.yml');
  writeFileSync(file, config);
  const { all, exitCode } = await execa(programPath('promtool') ?? '', ['check', 'config', file], {
    all: true,
    reject: false,
  });
  expect(exitCode, all).toBe(0);

  const url = await prometheusProcess(directory, parse(config));
  const ask = async (page: string): Promise<unknown> => {
    const response = await fetch(`${url}/api/v1/${page}`).catch(() => undefined);
    return response?.ok === true ? await response.json() : undefined;
  };
  const found = async () =>
    targets
      .safeParse(await ask('targets'))
      .data?.data.activeTargets.map(({ labels: { job, instance, rack, role }, health, lastError }) =>
        [job, instance, rack ?? role ?? '', health, lastError].join(' '),
      )
      .sort();
  // Two names in a file that lead to one agent here are one target.
  await eventually(found, { timeout: 30_000 }).toEqual([
    'netsteward 127.0.0.1 a1 up ',
    'netsteward-inventory 127.0.0.1 load-balancer up ',
    'netsteward-secure 127.0.0.1  up '.replace('127.0.0.1', secure.target),
  ]);
  const healths = async () =>
    rules.safeParse(await ask('rules')).data?.data.groups.flatMap((group) => group.rules.map(({ health }) => health));
  await eventually(async () => new Set(await healths()), { timeout: 20_000 }).toEqual(new Set(['ok']));
  expect((await healths())?.length).toBeGreaterThan(100);
});

async function secureAgent(directory: string) {
  const certificate = makeCertificate(directory, 'server', 'IP:127.0.0.1');
  const webConfig = path.join(directory, 'web.yml');
  writeFileSync(
    webConfig,
    JSON.stringify({
      tls_server_config: { cert_file: certificate.certFile, key_file: certificate.keyFile },
      basic_auth_users: { prometheus: hashSync('open sesame', 4) },
    }),
  );
  const password = path.join(directory, 'password');
  writeFileSync(password, 'open sesame');
  const url = await agentOn(recording, 'secure', listening({ config_file: webConfig }));
  return { target: new URL(url).host, authority: certificate.certFile, password };
}

/** A page of JSON, as an inventory has it. */
async function serve(text: string): Promise<string> {
  const server = http.createServer((_request, response) =>
    response.setHeader('Content-Type', 'application/json').end(text),
  );
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}/`;
}
