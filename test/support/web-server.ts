import { onTestFinished } from 'vitest';
import type { Route } from '../../src/exporters/exporter.ts';
import { webSettings } from '../../src/web/settings.ts';
import { startWebServer, type WebServer } from '../../src/web/start-server.ts';
import { agentView } from './agent-view.ts';

type Options = {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly routes?: readonly Route[];
  readonly view?: Partial<ReturnType<typeof agentView>>;
};

/** A web server on a free port of the loopback address, closed when the test has finished. */
export async function webServer({ settings = {}, routes = [], view = {} }: Options = {}): Promise<WebServer> {
  const shown = agentView(view);
  const server = await startWebServer({
    settings: webSettings.parse({ listen: '127.0.0.1:0', ...settings }),
    view: shown,
    routes,
    log: shown.log,
  });
  onTestFinished(() => server.close(AbortSignal.abort()));
  return server;
}
