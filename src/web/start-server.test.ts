import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { privateDirectory } from '../../test/support/private-directory.ts';
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
      const socket = await open(url);
      socket.write('GET /hello HTTP/1.1\r\nHost: a\r\n\r\n');
      await begun.promise;
      give(socket);
    }
    await expect.poll(() => connections(families())).toBe(0);
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

describe('a connection', () => {
  it('that sends its request too slowly is closed', async () => {
    const { url } = await webServer({ settings: { request_timeout: 1 } });
    const socket = await open(url);
    socket.write('GET / HTTP/1.1\r\n');
    const timer = setInterval(() => socket.write('X: y\r\n'), 100);
    onTestFinished(() => clearInterval(timer));
    expect(await textOf(socket)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('that says nothing is closed', async () => {
    const { url } = await webServer({ settings: { request_timeout: 1 } });
    expect(await textOf(await open(url))).toMatch(/^(HTTP\/1.1 408 |$)/);
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
    const socket = await open(url);
    socket.pause();
    socket.write('GET /hello HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect.poll(() => connections(families()), { timeout: 10_000 }).toBe(0);
  });

  it('beyond the limit is closed at once, and served when others have gone', async () => {
    const { url, families } = await webServer({ settings: { max_connections: 2 } });
    const [first] = [await open(url), await open(url)];
    expect(await textOf(await open(url))).toBe('');
    expect(
      families().flatMap(({ definition, points }) => (definition.name.endsWith('refused_total') ? points : [])),
    ).toEqual([
      { labels: ['limit'], value: 1 },
      { labels: ['tls'], value: 0 },
    ]);
    first.destroy();
    await expect.poll(() => connections(families())).toBe(1);
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  });
});

describe('a server that is closed', () => {
  it('lets go of idle connections and of its address at once', async () => {
    const server = await webServer();
    const idle = await open(server.url);
    idle.write('GET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(idle, 'data');
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

describe('the addresses of a server', () => {
  it('include unix sockets', async () => {
    const socketPath = path.join(privateDirectory(), 'web.sock');
    const { url } = await webServer({ settings: { listen: `unix:${socketPath}` }, routes: [hello] });
    expect(url).toBe(socketPath);
    const request = httpRequest({ socketPath, path: '/hello', agent: new Agent() }).end();
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
  });

  it('are told as one that can be opened on this host', async () => {
    const { url } = await webServer({ settings: { listen: ':0' } });
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
  });

  it('that make no sense are refused by the settings', async () => {
    await expect(webServer({ settings: { listen: 'somewhere' } })).rejects.toThrow(
      'expected an address such as :9479, 127.0.0.1:9479, [::1]:9479 or /run/netsteward.sock',
    );
  });
});

it('two routes for one page are refused', async () => {
  await expect(webServer({ routes: [hello, hello] })).rejects.toThrow('two pages want to answer GET /hello');
});

function connections(families: ReturnType<Awaited<ReturnType<typeof webServer>>['families']>) {
  return families.find(({ definition }) => definition.name === 'netsteward_web_connections')?.points[0]?.value;
}

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  await once(socket, 'close');
  return text;
}

async function exchange(url: string, request: string): Promise<string> {
  const socket = await open(url);
  socket.write(request);
  return textOf(socket);
}
