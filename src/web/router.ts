import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { messageOf } from '../core/errors.ts';
import type { Client, Route } from '../exporters/exporter.ts';
import { respondText } from './respond.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse, client: Client) => Promise<void>;

/**
 * Finds the route of each request. HEAD is answered by the routes for GET. An unknown path is 404, another method 405, a
 * target that is no path 400, and a route that throws 500 or, behind the first byte, a cut connection.
 * Throws when two routes have the same method and path.
 */
export function createRouter(routes: readonly Route[], log: Logger): RequestHandler {
  const byPath = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const methods = byPath.get(route.path) ?? new Map<string, Route>();
    if (methods.has(route.method)) throw new Error(`two pages want to answer ${route.method} ${route.path}`);
    byPath.set(route.path, methods.set(route.method, route));
  }
  const paths = [...byPath.keys()].join(' ');

  return async (request, response, client) => {
    const url = urlOf(request);
    if (url === undefined) return respondText(response, 400, 'the request names no page: expected a path such as /');
    const methods = byPath.get(url.pathname);
    if (methods === undefined) {
      return respondText(response, 404, `there is no page ${printable(url.pathname)} here; there are ${paths}`);
    }
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
    const route = methods.get(method);
    if (route === undefined) {
      const allowed = [...methods.keys()].flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])).join(', ');
      return respondText(response, 405, `${printable(url.pathname)} answers ${allowed} only`, { Allow: allowed });
    }
    try {
      await route.handle(request, response, url, client);
    } catch (error) {
      log.error({ err: error, path: route.path }, `the page ${route.path} failed: ${messageOf(error)}`);
      if (response.headersSent) response.destroy();
      else respondText(response, 500, `the page ${route.path} failed: ${messageOf(error)}`);
    }
  };
}

/** What a request asks for; nothing when its target is no path. */
export function urlOf(request: IncomingMessage): URL | undefined {
  const target = request.url ?? '';
  return (target.startsWith('/') ? URL.parse(`http://localhost${target}`) : URL.parse(target)) ?? undefined;
}

function printable(path: string): string {
  return path.length > 100 ? `${path.slice(0, 100)}…` : path;
}
