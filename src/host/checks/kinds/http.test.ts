import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../../../test/support/eventually.ts';
import { drip, nastyServer, portOf } from '../../../../test/support/nasty-server.ts';
import { oneCheck } from '../../../../test/support/one-check.ts';
import type { SpecOf } from '../kind.ts';

type HttpSpec = SpecOf<'http'>;

const plain: HttpSpec = {
  kind: 'http',
  tls: undefined,
  method: 'GET',
  path: '/',
  host: undefined,
  headers: {},
  statuses: [[200, 299]],
  body: undefined,
  redirects: 0,
};

/** A server that answers every request with this text, and keeps the connection open unless it is told otherwise. */
const saying = (text: string, then: (socket: Socket) => void = () => undefined) =>
  nastyServer((socket) => {
    socket.once('data', () => socket.write(text, () => then(socket)));
  });

const head = (...lines: string[]) => `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`;

const around200: Partial<HttpSpec> = {
  statuses: [
    [100, 199],
    [404, 404],
  ],
};
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const NOT_HTTP = 'Expected HTTP/, RTSP/ or ICE/';

describe('an HTTP check', () => {
  it('asks as it was told to', async () => {
    const asked: unknown[] = [];
    const server = createServer(({ method, url, headers }, response) => {
      asked.push([method, url, headers]);
      response.end();
    });
    onTestFinished(() => void server.close());
    const port = await portOf(server);
    const check = oneCheck();
    expect(await check(plain, { port })).toMatchObject({ reason: 'ok', detail: '200 OK' });
    const own = { 'user-agent': 'mine', 'X-Token': 't', connection: 'close' };
    await check({ ...plain, method: 'HEAD', path: '/health?deep=1', host: 'www.example.org', headers: own }, { port });
    await check({ ...plain, method: 'POST' }, { port, name: 'web-1.example.org' });
    const usual = { accept: '*/*', connection: 'close', 'user-agent': 'netsteward' };
    expect(asked).toEqual([
      ['GET', '/', { ...usual, host: `127.0.0.1:${port}` }],
      ['HEAD', '/health?deep=1', { ...usual, 'user-agent': 'mine', 'x-token': 't', host: 'www.example.org' }],
      ['POST', '/', { ...usual, host: `web-1.example.org:${port}`, 'content-length': '0' }],
    ]);
  });

  it.each<[what: string, answer: string, outcome: object, spec?: Partial<HttpSpec>]>([
    ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', { reason: 'ok', detail: '204 No Content' }],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\n', { reason: 'ok' }],
    ['an error', 'HTTP/1.1 503 Unavailable\r\n\r\n', { reason: 'wrong-status', detail: '503 Unavailable' }],
    ['a status between those that pass', 'HTTP/1.1 200\r\n\r\n', { reason: 'wrong-status', detail: '200' }, around200],
    ['one of those that pass', 'HTTP/1.1 199 Odd\r\n\r\nHTTP/1.1 404 No\r\n\r\n', { reason: 'ok' }, around200],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n', { detail: '302 Found, to /x' }],
    ['colours', 'HTTP/1.1 500 \x1b[31mred\r\n\r\n', { reason: 'wrong-status', detail: '500 \\x1b[31mred' }],
    ['an answer after others', `${CONTINUE}HTTP/1.1 103 Hints\r\nA: b\r\n\r\n${head()}`, { detail: '200 OK' }],
    ['another protocol', head('Connection: Upgrade', 'Upgrade: h2c').replace('200', '101'), { reason: 'wrong-status' }],
    ['only other answers', CONTINUE.repeat(50), { reason: 'bad-answer', detail: 'only 1xx answers' }],
    ['what is not HTTP', 'SSH-2.0-OpenSSH_9.2p1\r\n', { reason: 'bad-answer', detail: NOT_HTTP }],
    ['an answer without a head', '<html>ancient</html>', { reason: 'bad-answer', detail: NOT_HTTP }],
    ['a head without an end', head(`A: ${'x'.repeat(40_000)}`), { reason: 'bad-answer', detail: 'Header overflow' }],
    ['two lengths', head('Content-Length: 5', 'Content-Length: 7'), { reason: 'bad-answer' }],
  ])('understands %s', async (_, answer, outcome, spec) => {
    const { port, open } = await saying(answer);
    expect(await oneCheck()({ ...plain, ...spec }, { port })).toMatchObject(outcome);
    await eventually(open).toBe(0);
  });

  it.each<[string, string, object]>([
    ['as long as it says', `${head('Content-Length: 5')}hello`, { reason: 'ok' }],
    ['with more behind it', `${head('Content-Length: 5')}hello more`, { reason: 'bad-answer' }],
    [
      'in chunks',
      `${head('Transfer-Encoding: chunked')}3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: x\r\n\r\n`,
      { reason: 'ok' },
    ],
    ['that is another', `${head('Content-Length: 5')}hallo`, { reason: 'wrong-body', detail: '200 OK, "hallo"' }],
    ['that is empty', head('Content-Length: 0'), { reason: 'wrong-body', detail: '200 OK, an empty body' }],
    ['in bad chunks', `${head('Transfer-Encoding: chunked')}zz\r\nhello\r\n`, { reason: 'bad-answer' }],
    ['with a colour', `${head('Content-Length: 4')}\x1b[0m`, { reason: 'wrong-body', detail: '200 OK, "\\u001b[0m"' }],
  ])('looks at a body %s', async (_, answer, outcome) => {
    const { port, open } = await saying(answer);
    const check = oneCheck();
    expect(await check({ ...plain, body: { contains: 'hello' } }, { port })).toMatchObject(outcome);
    expect(await check({ ...plain, body: { matches: '^hel*o$' } }, { port })).toMatchObject(outcome);
    await eventually(open).toBe(0);
  });

  it('looks at a body that ends with the connection, and knows one that was cut off', async () => {
    const check = oneCheck();
    const whole = await saying(`${head()}hello`, (socket) => socket.end());
    expect(await check({ ...plain, body: { matches: 'hello$' } }, whole)).toMatchObject({ reason: 'ok' });
    const cut = await saying(`${head('Content-Length: 99')}hello`, (socket) => socket.end());
    expect(await check({ ...plain, body: { matches: 'hello$' } }, cut)).toMatchObject({ reason: 'closed' });
    // What was looked for was there before.
    expect(await check({ ...plain, body: { contains: 'hello' } }, cut)).toMatchObject({ reason: 'ok' });
    expect(await check(plain, cut)).toMatchObject({ reason: 'ok' });
  });

  it('takes no more of a body than it looks at', async () => {
    const { port, open } = await nastyServer((socket) => {
      const more = () => {
        while (socket.writable && socket.write('x'.repeat(1000)));
      };
      socket.once('data', () => {
        socket.write(head());
        more();
      });
      socket.on('drain', more);
    });
    const check = oneCheck();
    expect(await check({ ...plain, body: { contains: 'y' } }, { port })).toMatchObject({ reason: 'wrong-body' });
    expect(await check({ ...plain, body: { matches: '^x{65536}$' } }, { port })).toMatchObject({ reason: 'ok' });
    await eventually(open).toBe(0);
  });

  it('follows redirects at the same server, as many as it may', async () => {
    const asked: string[] = [];
    const server = createServer(({ method, url = '', headers: { host } }, response) => {
      asked.push(`${method} ${url}`);
      const at = Number(url.slice(1));
      const location = at === 2 ? `http://${host}/3` : `/${at + 1}`;
      response.writeHead(at < 3 ? 303 : 200, at < 3 ? { location } : {}).end();
    });
    onTestFinished(() => void server.close());
    const port = await portOf(server);
    const check = oneCheck();
    const spec: HttpSpec = { ...plain, method: 'POST', path: '/0' };
    expect(await check({ ...spec, redirects: 3 }, { port })).toMatchObject({ reason: 'ok' });
    expect(asked.splice(0)).toEqual(['POST /0', 'GET /1', 'GET /2', 'GET /3']);
    expect(await check({ ...spec, redirects: 1 }, { port })).toMatchObject({ detail: '303 See Other, to /2' });
    expect(asked).toEqual(['POST /0', 'GET /1']);
  });

  it.each([
    'http://elsewhere.example.org/',
    'https://127.0.0.1/',
    'http://127.0.0.1:1/',
    'gopher://127.0.0.1/',
    'http://[bad/',
  ])('does not follow a redirect to %s', async (location) => {
    let connections = 0;
    const { port } = await nastyServer((socket) => {
      connections += 1;
      socket.once('data', () =>
        socket.write(`HTTP/1.1 301 Moved\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
      );
    });
    const outcome = await oneCheck()({ ...plain, redirects: 5 }, { port });
    expect(outcome).toMatchObject({ reason: 'wrong-status', detail: `301 Moved, to ${location}` });
    expect(connections).toBe(1);
  });

  it('does not go round in circles', async () => {
    const { port } = await saying('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n');
    expect(await oneCheck()({ ...plain, redirects: 10 }, { port })).toMatchObject({ reason: 'wrong-status' });
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['closes at once', (socket) => socket.end(), 'closed'],
    ['closes instead of an answer', (socket) => socket.once('data', () => socket.end()), 'closed'],
    [
      'closes in the middle',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-')),
      'closed',
    ],
    ['resets at once', (socket) => socket.resetAndDestroy(), 'reset'],
    ['resets instead of an answer', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'reset'],
    ['says nothing', () => undefined, 'timeout'],
    ['drips its status', (socket) => drip(socket, 'HTTP/1.1 200 OK'), 'timeout'],
    ['drips its headers', (socket) => drip(socket, head('A: b').slice(0, -2)), 'timeout'],
  ])('says what is wrong with a server that %s', async (_, connected, reason) => {
    const { port, open } = await nastyServer(connected);
    expect(await oneCheck()(plain, { port, timeout: reason === 'timeout' ? 150 : 10_000 })).toMatchObject({ reason });
    await eventually(open).toBe(0);
  });

  it('says that nobody is there', async () => {
    expect(await oneCheck()(plain, { port: 1 })).toMatchObject({ reason: 'refused' });
  });
});
