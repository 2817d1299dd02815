import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { figure } from '../../test/support/figure.ts';
import { openSocket, textOf } from '../../test/support/tcp-client.ts';
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

describe('a connection', () => {
  it('that sends its request too slowly is closed', async () => {
    const { url } = await webServer({ settings: { request_timeout: 1 } });
    const socket = await openSocket(url);
    socket.write('GET / HTTP/1.1\r\n');
    const timer = setInterval(() => socket.write('X: y\r\n'), 100);
    onTestFinished(() => clearInterval(timer));
    expect(await textOf(socket)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('that says nothing is closed', async () => {
    const { url } = await webServer({ settings: { request_timeout: 1 } });
    expect(await textOf(await openSocket(url))).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  it('that reads nothing of its answer is closed', async () => {
    const endless: Route = {
      ...hello,
      handle: (_request, response) => {
        const more = () => {
          while (response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      },
    };
    const { url, families } = await webServer({ routes: [endless], settings: { idle_timeout: 1 } });
    const socket = await openSocket(url);
    socket.pause();
    socket.write('GET /hello HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => figure(families(), 'netsteward_web_connections')).toBe(0);
  });

  it('beyond the limit is closed at once, and served when others have gone', async () => {
    const { url, families } = await webServer({ settings: { max_connections: 2 } });
    const [first] = [await openSocket(url), await openSocket(url)];
    expect(await textOf(await openSocket(url))).toBe('');
    expect(
      families().flatMap(({ definition, points }) => (definition.name.endsWith('refused_total') ? points : [])),
    ).toEqual([
      { labels: ['limit'], value: 1 },
      { labels: ['tls'], value: 0 },
    ]);
    first.destroy();
    await expect.poll(() => figure(families(), 'netsteward_web_connections')).toBe(1);
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  });
});

describe('a server that is closed', () => {
  it('lets go of idle connections and of its address at once', async () => {
    const server = await webServer();
    const idle = await openSocket(server.url);
    idle.write('GET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(idle, 'data');
    await openSocket(server.url);
    await server.close(new AbortController().signal);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('finishes the answers that are under way', async () => {
    const asked = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const slow: Route = {
      ...hello,
      handle: async (_request, response) => {
        asked.resolve();
        await go.promise;
        response.end('late');
      },
    };
    const server = await webServer({ routes: [slow] });
    const answer = fetch(`${server.url}/hello`).then((response) => response.text());
    await asked.promise;
    const closed = server.close(new AbortController().signal);
    go.resolve();
    expect(await answer).toBe('late');
    await closed;
  });

  it('cuts what has not finished when its time is up', async () => {
    const asked = Promise.withResolvers<void>();
    const stuck: Route = { ...hello, handle: () => asked.resolve() };
    const server = await webServer({ routes: [stuck] });
    const answer = expect(fetch(`${server.url}/hello`)).rejects.toThrow();
    await asked.promise;
    const time = new AbortController();
    const closed = server.close(time.signal);
    time.abort();
    await closed;
    await answer;
  });
});
