import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
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
