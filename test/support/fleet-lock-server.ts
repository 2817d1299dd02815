import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Certificate } from './certificates.ts';
import { portOf } from './nasty-server.ts';

export type FleetLockServer = {
  readonly url: string;
  /** Who holds leases, as `group/id`. */
  readonly holders: () => readonly string[];
  /** Pages that were asked for, without what was refused for its form. */
  readonly asked: readonly string[];
  /** The last request's header Authorization. */
  readonly authorization: () => string | undefined;
  /** Stops it with all connections, as a kill would. */
  readonly die: () => void;
};

export type FleetLockOptions = {
  /** Leases of each group. */
  readonly leases?: number;
  readonly certificate?: Certificate;
  /** Answers in place of the protocol, when it does not give false. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean;
};

const paramsSchema = z.object({
  client_params: z.object({ id: z.string().min(1), group: z.string().regex(/^[a-zA-Z0-9.-]+$/) }),
});

/**
 * A small server of the FleetLock protocol (docs/development/fleetlock/protocol.md of coreos/zincati), since Debian has
 * no package of one: counted leases by group, recursive, and errors as JSON. Below `/base`, ended with the test.
 */
export async function fleetLockServer(options: FleetLockOptions = {}): Promise<FleetLockServer> {
  const { leases = 1, certificate, instead = () => false } = options;
  const held = new Map<string, Set<string>>();
  const asked: string[] = [];
  let authorization: string | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    authorization = request.headers.authorization;
    if (instead(request, response)) return;
    const refuse = (status: number, kind: string, value: string) =>
      void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ kind, value }));
    if (request.method !== 'POST') return refuse(405, 'bad_method', 'only POST is taken');
    if (request.headers['fleet-lock-protocol'] !== 'true') return refuse(400, 'bad_header', 'header is missing');
    const params = paramsSchema.safeParse(await json(request).catch(() => undefined)).data?.client_params;
    if (params === undefined) return refuse(400, 'bad_body', 'client_params are wrong');
    const { id, group } = params;
    const holders = held.get(group) ?? new Set<string>();
    held.set(group, holders);
    asked.push(request.url ?? '');
    if (request.url === '/base/v1/steady-state') holders.delete(id);
    else if (request.url !== '/base/v1/pre-reboot') return refuse(404, 'bad_path', 'no such page');
    else if (!holders.has(id) && holders.size >= leases) {
      return refuse(409, 'failed_lock_semaphore_full', 'semaphore currently full, all slots are locked already');
    } else holders.add(id);
    response.writeHead(200).end();
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => void answer(request, response);
  const server =
    certificate === undefined
      ? createServer(listener)
      : createSecureServer({ cert: certificate.cert, key: certificate.key }, listener);
  const die = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(die);
  const port = await portOf(server);
  return {
    url: `http${certificate === undefined ? '' : 's'}://127.0.0.1:${port}/base`,
    holders: () => [...held].flatMap(([group, ids]) => [...ids].map((id) => `${group}/${id}`)),
    asked,
    authorization: () => authorization,
    die,
  };
}
