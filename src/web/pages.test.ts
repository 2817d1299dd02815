import { describe, expect, it } from 'vitest';
import { snapshot } from '../../test/support/snapshot.ts';
import { webServer } from '../../test/support/web-server.ts';
import type { Route } from '../exporters/exporter.ts';

const metrics: Route = {
  method: 'GET',
  path: '/metrics',
  help: 'Metrics & more.',
  handle: (_request, response) => {
    response.end();
  },
};

describe('the front page', () => {
  const page = async (view: Parameters<typeof webServer>[0]) => {
    const { url } = await webServer(view);
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    return response.text();
  };

  it('has a line for each collector, with its outcome, its age and its problems', async () => {
    const html = await page({
      view: {
        collectorNames: ['bond', 'conntrack', 'interface'],
        snapshots: () => [
          snapshot({ collector: 'bond', polledAt: performance.now() - 90_500 }),
          snapshot({
            collector: 'interface',
            outcome: 'partial',
            problems: [{ subject: 'eth0', message: 'no permission' }],
          }),
        ],
      },
    });
    const lines = html.split('\n');
    expect(lines).toContain('<tr><th scope="row">bond</th><td>ok</td><td>1m30s ago</td><td>none</td></tr>');
    expect(lines).toContain('<tr><th scope="row">conntrack</th><td>not read yet</td><td></td><td></td></tr>');
    expect(lines).toContain(
      '<tr><th scope="row">interface</th><td>partial</td><td>0s ago</td><td><ul><li>eth0: no permission</li></ul></td></tr>',
    );
  });

  it('has a line for each page, itself and those of the exporters included', async () => {
    const html = await page({ routes: [metrics, { ...metrics, method: 'POST', path: '/alerts' }] });
    const paths = html.match(/(?<=<th scope="row">).*?(?=<\/th>)/g);
    expect(paths).toEqual([
      '<a href="/">/</a>',
      '<a href="/-/healthy">/-/healthy</a>',
      '<a href="/-/ready">/-/ready</a>',
      '<a href="/metrics">/metrics</a>',
      'POST /alerts',
    ]);
    expect(html).toContain('<td>Metrics &amp; more.</td>');
  });

  it('makes room for a page that wants to be the front, and stays for those without scripts', async () => {
    const front: Route = {
      ...metrics,
      path: '/',
      help: 'For people.',
      handle: (_request, response) => void response.end('front'),
    };
    const { url } = await webServer({ routes: [front] });
    expect(await (await fetch(url)).text()).toBe('front');
    const html = await (await fetch(`${url}/-/pages`)).text();
    expect(html).toContain('<caption>Collectors</caption>');
    expect(html).toContain('<tr><th scope="row"><a href="/">/</a></th><td>For people.</td></tr>');
  });

  it('shows nothing of the host as anything but text', async () => {
    const evil = `<script>alert("1")</script>'&`;
    const html = await page({
      view: {
        hostName: evil,
        version: evil,
        collectorNames: [evil],
        snapshots: () => [snapshot({ collector: evil, problems: [{ subject: evil, message: evil }] })],
      },
      routes: [{ ...metrics, help: evil }],
    });
    expect(html).not.toContain('<script');
    expect(html.match(/&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&#39;&amp;/g)).toHaveLength(7);
  });

  it('shows the first problems of a collector that has very many', async () => {
    const problems = Array.from({ length: 5_000 }, (_, index) => ({ subject: `eth${index}`, message: 'gone' }));
    const html = await page({ view: { collectorNames: ['bond'], snapshots: () => [snapshot({ problems })] } });
    expect(html.match(/<li>/g)).toHaveLength(21);
    expect(html).toContain('<li>and 4980 more</li>');
  });

  it('needs nothing from elsewhere, and its style is the one that its policy allows', async () => {
    const { url } = await webServer();
    const response = await fetch(url);
    const html = await response.text();
    expect(html).not.toMatch(/https?:|\bsrc=|<link|<script/);
    const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? '';
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(style))).toString('base64');
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${digest}'`);
  });
});

describe('the health pages', () => {
  it('say that the agent is healthy whatever its collectors do', async () => {
    const { url } = await webServer({ view: { collectorNames: ['bond'] } });
    const response = await fetch(`${url}/-/healthy`);
    expect([response.status, await response.text()]).toEqual([200, 'healthy\n']);
  });

  it('name what has not been read yet until everything has, failed readings included', async () => {
    const readings = [snapshot({ collector: 'bond', outcome: 'failed' })];
    const { url } = await webServer({
      view: { collectorNames: ['bond', 'conntrack', 'host'], snapshots: () => readings },
    });
    const before = await fetch(`${url}/-/ready`);
    expect([before.status, await before.text()]).toEqual([503, 'not ready: no reading yet of conntrack, host\n']);
    readings.push(snapshot({ collector: 'conntrack', outcome: 'absent' }), snapshot({ collector: 'host' }));
    const after = await fetch(`${url}/-/ready`);
    expect([after.status, await after.text()]).toEqual([200, 'ready\n']);
  });
});
