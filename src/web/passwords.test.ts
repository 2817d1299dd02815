import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { hasProgram } from '../../test/support/programs.ts';
import { webServer } from '../../test/support/web-server.ts';
import type { Route } from '../exporters/exporter.ts';

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

const who: Route = {
  method: 'GET',
  path: '/who',
  help: 'Says whether the client is known.',
  contentPolicy: "img-src 'self'",
  handle: (_request, response, _url, { isKnown }) => void response.end(String(isKnown)),
};

async function guardedServer(config: string) {
  const file = path.join(privateDirectory(), 'web.yml');
  writeFileSync(file, config);
  return { ...(await webServer({ settings: { config_file: file }, routes: [who] })), file };
}

const config = `basic_auth_users:\n  alice: ${hashSync('open sesame', 4)}\n`;

describe('a server with passwords', () => {
  it('asks for them on every page, those that are not there included', async () => {
    const { url } = await guardedServer(config);
    for (const page of ['/', '/-/healthy', '/-/ready', '/nowhere']) {
      const response = await fetch(url + page);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="netsteward", charset="UTF-8"');
      expect(await response.text()).toBe('a user name and a password are needed, and these are not right\n');
    }
  });

  it('lets in who knows one', async () => {
    const { url } = await guardedServer(config);
    expect((await fetch(`${url}/-/healthy`, { headers: basic('alice:open sesame') })).status).toBe(200);
    expect((await fetch(`${url}/-/healthy`, { headers: basic('alice:wrong') })).status).toBe(401);
  });

  it('tells its pages that it knows the client, and one without passwords that it does not', async () => {
    const { url } = await guardedServer(config);
    expect(await (await fetch(`${url}/who`, { headers: basic('alice:open sesame') })).text()).toBe('true');
    const open = await guardedServer('');
    expect(await (await fetch(`${open.url}/who`, { headers: basic('alice:open sesame') })).text()).toBe('false');
  });

  it('works with curl', async (context) => {
    if (!hasProgram('curl')) context.skip('curl is not installed');
    const { url } = await guardedServer(`basic_auth_users:\n  bob: ${hashSync('x:y', 10).replace('$2b$', '$2y$')}\n`);
    const curl = (user: string) => execa('curl', ['-s', '-u', user, '-w', ' %{http_code}', `${url}/-/healthy`]);
    expect((await curl('bob:x:y')).stdout).toBe('healthy\n 200');
    expect((await curl('bob:x')).stdout).toMatch(/401$/);
  });

  it('takes changed passwords at the next request', async () => {
    const { url, file } = await guardedServer(config);
    const ask = async (user: string) => (await fetch(`${url}/-/healthy`, { headers: basic(user) })).status;
    expect(await ask('alice:open sesame')).toBe(200);
    writeFileSync(file, `basic_auth_users:\n  alice: ${hashSync('another', 4)}\n`);
    expect([await ask('alice:open sesame'), await ask('alice:another')]).toEqual([401, 200]);
  });

  it('keeps asking when the changed file is bad', async () => {
    const { url, file } = await guardedServer(config);
    writeFileSync(file, 'basic_auth_users: nobody\n');
    expect((await fetch(url)).status).toBe(401);
  });
});

describe('a server with a rate limit', () => {
  it('refuses what is too much, before it looks at passwords', async () => {
    const { url } = await guardedServer(`${config}rate_limit:\n  interval: 1h\n  burst: 2\n`);
    const statuses = [await fetch(url), await fetch(url), await fetch(url)].map(({ status }) => status);
    expect(statuses).toEqual([401, 401, 429]);
  });
});

describe('a server with headers of its own', () => {
  it('sends them, and leaves out those that are empty', async () => {
    const { url } = await guardedServer(
      'http_server_config:\n  headers:\n    X-Frame-Options: sameorigin\n    X-Content-Type-Options: ""\n    Strict-Transport-Security: max-age=1\n',
    );
    const { headers } = await fetch(url);
    expect(headers.get('x-frame-options')).toBe('sameorigin');
    expect(headers.get('x-content-type-options')).toBeNull();
    expect(headers.get('strict-transport-security')).toBe('max-age=1');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });
});
