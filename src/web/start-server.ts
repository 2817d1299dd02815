import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Logger } from 'pino';
import { type Family, type Point, pointSet } from '../core/metric.ts';
import type { AgentView, Route } from '../exporters/exporter.ts';
import { createAdmission, type PageWishes } from './admission.ts';
import { type Entrance, guardEntrance } from './entrance.ts';
import { healthPages } from './health-pages.ts';
import { landingPage } from './landing-page.ts';
import { listenAt } from './listen.ts';
import { formatListenAddress, listenAddressForms, parseListenAddress } from './listen-address.ts';
import { webMetrics } from './metrics.ts';
import { createRouter } from './router.ts';
import type { WebSettings } from './settings.ts';
import type { LiveWebConfig } from './web-config/live-web-config.ts';

export type WebServer = {
  /** Where a person on this host finds it: `http://localhost:9479`, or the path of the socket. */
  readonly url: string;
  readonly families: () => readonly Family[];
  /** Takes no new connections, lets answers under way finish until the signal is aborted, and cuts the rest then. */
  readonly close: (signal: AbortSignal) => Promise<void>;
};

export type WebServerOptions = {
  readonly settings: WebSettings;
  readonly view: Pick<AgentView, 'hostName' | 'version' | 'collectorNames' | 'snapshots'>;
  readonly routes: readonly Route[];
  readonly log: Logger;
};

/** Headers of a request may be this long, all together. */
const HEADER_BYTES = 16_384;

/** Rejects with one sentence when the address can't be had, and with a WebConfigError when the web configuration is bad. */
export async function startWebServer({ settings, view, routes, log }: WebServerOptions): Promise<WebServer> {
  const address = parseListenAddress(settings.listen);
  if (address === undefined) throw new Error(`can't listen at ${settings.listen}: expected ${listenAddressForms}`);
  const config = settings.config_file === undefined ? undefined : await followConfig(settings.config_file, log);
  const pages = [...healthPages(view), ...routes];
  const route = createRouter([landingPage(view, pages), ...pages], log);
  const admission = createAdmission(config, wishesOf(pages));
  const codes = new Map<number, number>();

  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: settings.request_timeout * 1000,
      requestTimeout: settings.request_timeout * 1000,
      keepAliveTimeout: settings.idle_timeout * 1000,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => void answer(request, response),
  );
  server.timeout = settings.idle_timeout * 1000;
  server.maxConnections = settings.max_connections;
  const entrance = guardEntrance(server, { config, handshakeSeconds: settings.request_timeout, log });
  const bound = await listenAt(server, address);
  server.on('error', (error) => log.error({ err: error }, 'the HTTP server has trouble taking connections'));

  return {
    url: urlOf(formatListenAddress(bound), config),
    families: () => familiesOf(entrance, codes, config),
    close: async (signal) => {
      const closed = once(server, 'close');
      server.close();
      entrance.closeIdle();
      const cut = () => entrance.closeAll();
      signal.addEventListener('abort', cut);
      if (signal.aborted) cut();
      await Promise.all([closed, admission.close()]);
      signal.removeEventListener('abort', cut);
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', (error) => log.debug({ err: error }, 'an answer could not be sent'));
    response.once('finish', () => {
      codes.set(response.statusCode, (codes.get(response.statusCode) ?? 0) + 1);
      if (!server.listening) request.socket.destroySoon();
    });
    if (hasBody(request)) response.shouldKeepAlive = false;
    try {
      const client = await admission.admits(request, response);
      if (client !== undefined) await route(request, response, client);
    } catch (error) {
      log.error({ err: error }, 'a request failed');
      response.destroy();
    }
  }
}

function wishesOf(pages: readonly Route[]): PageWishes {
  return {
    guards: new Map(pages.flatMap(({ path: at, guard }) => (guard === undefined ? [] : [[at, guard] as const]))),
    policies: new Map(
      pages.flatMap(({ path: at, contentPolicy }) =>
        contentPolicy === undefined ? [] : [[at, contentPolicy] as const],
      ),
    ),
  };
}

/** Loads what reads the file only where there is one. */
async function followConfig(file: string, log: Logger): Promise<LiveWebConfig> {
  const { openWebConfig } = await import('./web-config/live-web-config.ts');
  return openWebConfig(path.resolve(file), log);
}

/** The rest of a body nobody asked for is not waited for: the connection ends with the answer. */
function hasBody({ method, headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function urlOf(address: string, config: LiveWebConfig | undefined): string {
  if (address.startsWith('/')) return address;
  const scheme = config?.current().tls === undefined ? 'http' : 'https';
  return `${scheme}://${address.startsWith(':') ? 'localhost' : ''}${address}`;
}

const NONE: Point['labels'] = [];

function familiesOf(
  entrance: Entrance,
  codes: ReadonlyMap<number, number>,
  config: LiveWebConfig | undefined,
): readonly Family[] {
  const set = pointSet();
  set.add(webMetrics.connections, NONE, entrance.open());
  for (const [cause, count] of Object.entries(entrance.refused())) set.add(webMetrics.refused, [cause], count);
  for (const [code, count] of codes) set.add(webMetrics.requests, [String(code)], count);
  set.add(webMetrics.configValid, NONE, config === undefined ? undefined : Number(config.isValid()));
  return set.families();
}
