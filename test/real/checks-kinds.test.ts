import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createGrpcServer } from 'node:http2';
import { it, onTestFinished } from 'vitest';
import { beginChecks } from '../../src/host/checks/begin-checks.ts';
import type { CheckSpec, CheckTarget, TlsSpec } from '../../src/host/checks.ts';
import { eventually } from '../support/eventually.ts';
import { nastyServer, portOf } from '../support/nasty-server.ts';
import { certificates, tlsServer } from '../support/tls-server.ts';

const tls: TlsSpec = {
  serverName: undefined,
  verify: true,
  authority: undefined,
  client: undefined,
  minimumDays: undefined,
};
const page = { kind: 'http', method: 'GET', path: '/', host: undefined, headers: {}, redirects: 0 } as const;
const http: CheckSpec = { ...page, tls: undefined, statuses: [[200, 299]], body: { matches: '^all w.ll$' } };

/** Begins these checks; gives what the thread says of them now, once all have been made a few times. */
function begin(checks: Readonly<Record<string, readonly [port: number, check: CheckSpec, address?: string]>>) {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const targets = Object.entries(checks).map(
    ([key, [port, check, address = '127.0.0.1']]): CheckTarget => ({
      ...{ key, group: 'all', address, port, place: {}, check },
      ...{ delay: 500, timeout: 400, rise: 1, fall: 3 },
    }),
  );
  const listener = { transition: () => undefined, lost: () => undefined };
  const begun = beginChecks({ targets, descriptors: 100 }, listener, controller.signal);
  return async () => {
    const report = await begun.report(AbortSignal.timeout(10_000));
    const all = [...report.targets];
    const isDecided = all.every(([, { state, checks: made }]) => state !== 'UNKNOWN' || made > 3);
    return isDecided ? Object.fromEntries(all.map(([key, { state, last }]) => [key, `${state} ${last?.reason}`])) : {};
  };
}

/** Of a socket that takes what comes and says nothing. */
async function silentPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket.address().port;
}

it('checks of every kind are made in the thread, of addresses and of names', async () => {
  const made = certificates();
  const web = createServer((_, response) => response.end('all well'));
  const grpc = createGrpcServer();
  grpc.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.from([0, 0, 0, 0, 2, 8, 1]));
  });
  onTestFinished(() => {
    web.close();
    grpc.close();
  });
  const port = await portOf(web);
  const { port: secure } = await tlsServer(made.server);
  const { port: quiet } = await nastyServer(() => undefined);
  const trusted = { ...tls, authority: made.authority.certFile };
  const query = {
    kind: 'dns',
    name: 'example.org',
    type: 'A',
    recursion: true,
    rcodes: ['NOERROR'],
    answers: [],
  } as const;
  const datagram = { kind: 'udp', payload: '00', expect: undefined } as const;
  const verdicts = begin({
    tcp: [port, { kind: 'tcp', halfOpen: false }],
    http: [port, http],
    'http to nobody, by name': [1, http, 'localhost'],
    tls: [secure, { kind: 'tls', ...trusted }],
    grpc: [await portOf(grpc), { kind: 'grpc', service: '', tls: undefined }],
    icmp: [0, { kind: 'icmp', payload: 56 }],
    'udp without an answer': [await silentPort(), datagram],
    'udp to nobody': [1, datagram],
    'dns to nobody': [1, { ...query, transport: 'udp' }],
    'http of a silent one': [quiet, http],
    'a name that is none': [port, http, 'not a name'],
    'tls without its file': [secure, { kind: 'tls', ...tls, authority: '/no/such/file' }],
  });
  // One that is late for once is made again.
  await eventually(verdicts, { timeout: 60_000, interval: 200 }).toEqual({
    tcp: 'ACTIVE ok',
    http: 'ACTIVE ok',
    'http to nobody, by name': 'INACTIVE refused',
    tls: 'ACTIVE ok',
    grpc: 'ACTIVE ok',
    icmp: 'ACTIVE ok',
    'udp without an answer': 'ACTIVE ok',
    'udp to nobody': 'INACTIVE refused',
    'dns to nobody': 'INACTIVE refused',
    'http of a silent one': 'INACTIVE timeout',
    'a name that is none': 'INACTIVE not-resolved',
    'tls without its file': 'UNKNOWN no-file',
  });
});
