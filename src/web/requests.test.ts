import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { figure } from '../../test/support/figure.ts';
import { exchange, openSocket } from '../../test/support/tcp-client.ts';
import { webServer } from '../../test/support/web-server.ts';
import type { Route } from '../exporters/exporter.ts';

const hello: Route = {
  method: 'GET',
  path: '/hello',
  help: 'Says hello.',
  handle: (_request, response) => {
    response.end('hello\n');
  },
};

describe('a request', () => {
  it('is answered by the route of its path, with its query', async () => {
    const echo: Route = {
      ...hello,
      handle: (_request, response, url) => {
        response.end(url.searchParams.get('x'));
      },
    };
    const { url } = await webServer({ routes: [echo] });
    expect(await (await fetch(`${url}/hello?x=%C3%A4`)).text()).toBe('ä');
  });

  it('for the head of a page gets the headers without the body', async () => {
    const { url } = await webServer();
    const [head, whole] = [await fetch(`${url}/`, { method: 'HEAD' }), await fetch(`${url}/`)];
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(await whole.text())));
    expect(await head.text()).toBe('');
  });

  it('for a page that is not there is told which ones are', async () => {
    const { url } = await webServer({ routes: [hello] });
    const response = await fetch(`${url}/helo`);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('there is no page /helo here; there are / /-/healthy /-/ready /hello\n');
  });

  it('with a method that the page does not answer is told which it does', async () => {
    const { url } = await webServer({ routes: [hello] });
    const response = await fetch(`${url}/hello`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await response.text()).toBe('/hello answers GET, HEAD only\n');
  });

  it('that is not HTTP, or names no page, is refused and the server goes on', async () => {
    const { url } = await webServer({ routes: [hello] });
    expect(await exchange(url, 'what is this\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await exchange(url, 'GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await exchange(url, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
    expect((await fetch(`${url}/hello`)).status).toBe(200);
  });

  it('in absolute form is answered as any other', async () => {
    const { url } = await webServer({ routes: [hello] });
    const text = await exchange(url, 'GET http://elsewhere/hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(text).toContain('hello');
  });

  it('whose page throws gets a 500 with the reason', async () => {
    const broken: Route = { ...hello, handle: () => Promise.reject(new Error('out of ideas')) };
    const { url } = await webServer({ routes: [broken] });
    const response = await fetch(`${url}/hello`);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('the page /hello failed: out of ideas\n');
  });

  it('whose page throws half way loses its connection, so that nobody takes the half for the whole', async () => {
    const broken: Route = {
      ...hello,
      handle: async (_request, response) => {
        response.write('half');
        throw new Error('out of ideas');
      },
    };
    const { url } = await webServer({ routes: [broken] });
    await expect(fetch(`${url}/hello`).then((response) => response.text())).rejects.toThrow();
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  });

  it('with a body that nobody asked for is answered, and its connection closed', async () => {
    const { url } = await webServer({ routes: [hello] });
    const text = await exchange(url, 'GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nxxx');
    expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n.*Connection: close\r\n.*hello/s);
  });

  it('that its client gives up harms nobody', async () => {
    let begun = Promise.withResolvers<void>();
    const endless: Route = {
      ...hello,
      handle: (_request, response) => {
        const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
        response.once('close', () => clearInterval(timer));
        begun.resolve();
      },
    };
    const { url, families } = await webServer({ routes: [endless] });
    for (const give of [(socket: Socket) => socket.destroy(), (socket: Socket) => socket.resetAndDestroy()]) {
      begun = Promise.withResolvers();
      const socket = await openSocket(url);
      socket.write('GET /hello HTTP/1.1\r\nHost: a\r\n\r\n');
      await begun.promise;
      give(socket);
    }
    await expect.poll(() => figure(families(), 'netsteward_web_connections')).toBe(0);
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  });
});

describe('every answer', () => {
  it('forbids to load, embed or keep anything', async () => {
    const { url } = await webServer();
    const { headers } = await fetch(`${url}/nowhere`);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('deny');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('of a page with a policy of its own follows that, and still allows nobody to embed it', async () => {
    const { url } = await webServer({ routes: [{ ...hello, contentPolicy: "script-src 'self'" }] });
    const policyOf = async (path: string) => (await fetch(url + path)).headers.get('content-security-policy');
    expect(await policyOf('/hello')).toBe(
      "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(await policyOf('/')).not.toContain('script-src');
  });

  it('is counted by its code', async () => {
    const { url, families } = await webServer();
    await fetch(`${url}/nowhere`);
    await fetch(`${url}/`);
    const requests = families().find(({ definition }) => definition.name === 'netsteward_web_requests_total');
    expect(requests?.points).toEqual([
      { labels: ['404'], value: 1 },
      { labels: ['200'], value: 1 },
    ]);
  });
});
