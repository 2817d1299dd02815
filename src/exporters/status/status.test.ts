import { once } from 'node:events';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildAgent } from '../../../test/support/agent-process.ts';
import { eventDraft } from '../../../test/support/event-draft.ts';
import { bond, device, reading, statusServer } from '../../../test/support/status-server.ts';
import { webServer } from '../../../test/support/web-server.ts';
import type { Status } from './model/status.ts';

beforeAll(buildAgent);

const ask = async (url: string): Promise<Status> => JSON.parse(await (await fetch(`${url}/api/v1/status`)).text());

describe('the status as JSON', () => {
  it('tells what is known, and the same tag as long as that is the same', async () => {
    const agent = await statusServer({ view: { collectorNames: ['interface'] } });
    expect((await ask(agent.url)).health).toMatchObject({ level: 'starting' });
    agent.read(reading('interface', [device('eth0')]));
    const first = await fetch(`${agent.url}/api/v1/status`);
    expect(await first.json()).toMatchObject({
      host: 'host1',
      version: '1.2.3',
      health: { level: 'ok' },
      isKnown: false,
    });
    const tag = first.headers.get('etag') ?? '';
    agent.read(reading('interface', [device('eth0')]));
    const again = await fetch(`${agent.url}/api/v1/status`, { headers: { 'If-None-Match': tag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    agent.read(reading('interface', [device('eth0', { state: 'no-carrier' })]));
    const changed = await fetch(`${agent.url}/api/v1/status`, { headers: { 'If-None-Match': tag } });
    expect(changed.status).toBe(200);
  });

  it.each([
    ['gzip', true],
    ['deflate, gzip;q=0.5', true],
    ['gzip;q=0', false],
    ['identity', false],
    ['', false],
  ])('for a client that accepts %j is compressed: %s', async (accepts, isCompressed) => {
    const agent = await statusServer();
    agent.read(
      reading(
        'interface',
        Array.from({ length: 20 }, (_, index) => device(`eth${index}`)),
      ),
    );
    const sent = request(`${agent.url}/api/v1/status`, { headers: { 'Accept-Encoding': accepts } }).end();
    const [response] = await once(sent, 'response');
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part);
    const body = Buffer.concat(parts);
    expect(response.headers['content-encoding']).toBe(isCompressed ? 'gzip' : undefined);
    expect(JSON.parse(String(isCompressed ? gunzipSync(body) : body))).toMatchObject({ host: 'host1' });
  });

  it('tells since when, by the last event about an object', async () => {
    const agent = await statusServer();
    agent.read(
      reading('interface', [device('eth0', { state: 'no-carrier' }), device('eth1', { state: 'no-carrier' })]),
    );
    const time = Date.parse('2026-01-31T12:00:00.000Z');
    agent.happen(eventDraft({ subject: 'eth0', time: time - 60_000 }), eventDraft({ subject: 'eth0', time }));
    const told = async () =>
      Object.fromEntries((await ask(agent.url)).problems.map(({ object, since }) => [object, since]));
    const startedAt = (await ask(agent.url)).startedAt;
    expect(await told()).toEqual({ 'interface/interface/eth0': time, 'interface/interface/eth1': startedAt });
    agent.happen(eventDraft({ subject: 'eth1', time: time + 1 }));
    expect(await told()).toMatchObject({ 'interface/interface/eth1': time + 1 });
  });

  it('is there without times when the store can not be read', async () => {
    const agent = await statusServer();
    agent.read(reading('bond', bond('bond0', { eth0: 'down' })));
    agent.view.store.close();
    expect((await ask(agent.url)).problems).toMatchObject([{ isAtLeast: true }]);
    expect(agent.logged.join()).toContain('the status page could not read the event store');
  });

  it('has no part of a collector that failed', async () => {
    const agent = await statusServer();
    agent.read(reading('bond', [], { outcome: 'failed', problems: [{ subject: 'bond', message: 'no answer' }] }));
    const { kinds, plane, collectors } = await ask(agent.url);
    expect({ kinds, bands: plane.bands, collectors }).toEqual({
      kinds: [],
      bands: [],
      collectors: [
        { name: 'bond', outcome: 'failed', objects: 0 },
        { name: 'interface', objects: 0 },
      ],
    });
  });
});

describe('objects as JSON', () => {
  it('are listed as asked, and a question that makes no sense is refused with what was expected', async () => {
    const agent = await statusServer();
    agent.read(reading('interface', [device('eth0'), device('eth1')]));
    const list = async (query: string) => fetch(`${agent.url}/api/v1/objects?${query}`);
    expect(await (await list('text=eth1')).json()).toMatchObject({ total: 1, objects: [{ name: 'eth1' }] });
    for (const [query, reason] of [
      ['limit=0', 'expected a limit between 1 and 200, found "0"'],
      ['limit=1e9', 'expected a limit between 1 and 200, found "1e9"'],
      ['offset=-1', 'expected an offset such as 50, found "-1"'],
      ['broken=maybe', 'expected broken to be true or false, found "maybe"'],
      ['page=2', 'there is no "page" here, only text, collector, kind, broken, offset, limit'],
    ] as const) {
      const answer = await list(query);
      expect([answer.status, await answer.text()]).toEqual([400, `${reason}\n`]);
    }
  });

  it('that are not there are 404', async () => {
    const agent = await statusServer();
    const answer = await fetch(`${agent.url}/api/v1/object?id=bond/bond/bond0`);
    expect([answer.status, await answer.text()]).toEqual([
      404,
      'there is no such object: expected ?id=COLLECTOR/KIND/SUBJECT\n',
    ]);
  });
});

describe('a runbook', () => {
  it('is that of the docs', async () => {
    const agent = await statusServer();
    const answer = await fetch(`${agent.url}/api/v1/runbook?alert=BondWithoutRedundancy`);
    const { markdown }: { readonly markdown: string } = JSON.parse(await answer.text());
    expect(markdown).toContain('# BondWithoutRedundancy');
  });

  it.each(['', 'Nothing', '../../README', '..%2F..%2FREADME', 'bond-down%00', 'a'.repeat(200)])(
    'of %j is none',
    async (name) => {
      const agent = await statusServer();
      expect((await fetch(`${agent.url}/api/v1/runbook?alert=${name}`)).status).toBe(404);
    },
  );
});

describe('the page', () => {
  it('and all that belongs to it comes from this server, and may load nothing else', async () => {
    const { url } = await statusServer();
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const html = await page.text();
    expect(html).not.toMatch(/https?:|<style|style=|\son\w+=|<script(?! src=)/);
    for (const [, file] of html.matchAll(/(?:src|href)="(status\/[^"]+)"/g)) {
      const answer = await fetch(`${url}/${file}`);
      expect([file, answer.status]).toEqual([file, 200]);
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
      expect(await answer.text()).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|\beval\(|@import|url\(/);
    }
  });

  it('leaves the list of pages to those without scripts', async () => {
    const { url } = await statusServer();
    expect(await (await fetch(`${url}/-/pages`)).text()).toContain('<a href="/api/v1/status">');
  });

  it('is not there when it is switched off', async () => {
    const { url } = await webServer();
    expect(await (await fetch(url)).text()).toContain('<caption>Collectors</caption>');
  });
});
