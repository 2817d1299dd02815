import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { isObject, type Json } from '../../core/json.ts';
import { createJsonSplitter } from '../json-rpc/split-json.ts';
import { openMonitor } from './monitor.ts';

// Servers stand in for databases that can't be had here: one before Open vSwitch 2.6, and broken ones.

const signal = AbortSignal.timeout(300_000);
const request = { database: 'Open_vSwitch', tables: { Port: ['name', 'tag'] } };
const schema = {
  tables: {
    Port: { columns: { name: { type: 'string' }, tag: { type: { key: 'integer', min: 0, max: 1 } } } },
  },
};

type Answers = Readonly<Record<string, (id: Json) => readonly Json[]>>;

/** Answers each method with messages, all of them in one packet. */
async function server(answers: Answers): Promise<string> {
  const file = path.join(privateDirectory(), 'db.sock');
  const listening = net.createServer((socket) => {
    const splitter = createJsonSplitter(10_000);
    socket
      .on('error', () => undefined)
      .on('data', (chunk: Buffer) => {
        for (const text of splitter.push(chunk)) {
          const message: Json = JSON.parse(text);
          if (!isObject(message)) continue;
          const { id = null, method } = message;
          const answer = answers[String(method)] ?? (() => [{ id, result: null, error: 'unknown method' }]);
          socket.write(
            answer(id)
              .map((one) => JSON.stringify(one))
              .join(''),
          );
        }
      });
  });
  await once(listening.listen(file), 'listening');
  onTestFinished(() => {
    listening.close();
  });
  return file;
}

const result = (value: Json) => (id: Json) => [{ id, result: value, error: null }];
const old: Answers = { get_schema: result(schema), echo: result([]) };
const listener = { changed: () => undefined, ended: () => undefined };
const update = (rows: Json) => ({ id: null, method: 'update', params: ['netsteward', { Port: rows }] });

it('follows a server that sends whole rows, from the first contents on', async () => {
  const file = await server({
    ...old,
    monitor: (id) => [
      ...result({ Port: { a: { new: { name: 'p0', tag: 3 } }, b: { new: { name: 'p1', tag: ['set', []] } } } })(id),
      update({ a: { old: { tag: 3 }, new: { name: 'p0', tag: 4 } } }),
      { id: null, method: 'update', params: ["somebody else's", { Port: { a: { old: {} } } }] },
      update({ b: { old: { name: 'p1', tag: ['set', []] } } }),
    ],
  });
  const monitor = await openMonitor(file, request, listener, signal);
  expect(await monitor.read(signal)).toEqual({ Port: new Map([['a', { name: 'p0', tag: 4 }]]) });
  monitor.close();
});

it('ends when an update does not fit, so that no rows are told that may be wrong', async () => {
  const ended = Promise.withResolvers<Error>();
  const file = await server({
    ...old,
    monitor: (id) => [...result({ Port: {} })(id), update({ a: { new: { name: ['set', [1, 2]] } } })],
  });
  await openMonitor(file, request, { ...listener, ended: ended.resolve }, signal);
  expect((await ended.promise).message).toContain('sent an update that does not fit');
});

it('is not opened on contents that do not fit, and says why', async () => {
  const file = await server({ ...old, monitor: result({ Port: { a: { new: { tag: {} } } } }) });
  await expect(openMonitor(file, request, listener, signal)).rejects.toMatchObject({
    kind: 'refused',
    target: file,
    message: expect.stringContaining('sent contents that do not fit'),
  });
});

it('is not opened where the database refuses', async () => {
  const refused = { error: 'unknown database', details: 'None' };
  const file = await server({ get_schema: (id) => [{ id, result: null, error: refused }] });
  await expect(openMonitor(file, request, listener, signal)).rejects.toThrow('unknown database: None');
});
