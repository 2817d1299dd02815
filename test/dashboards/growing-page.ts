import http from 'node:http';
import { onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';

/**
 * A door to a metrics page behind which every counter grows from one request to the next, as on a host that works: a
 * recording stands still. Gives its address as a target for Prometheus.
 */
export async function growingPage(url: string): Promise<string> {
  let requests = 0;
  const server = http.createServer((_request, response) => {
    requests += 1;
    void fetch(`${url}/metrics`, { headers: { Accept: 'text/plain' } })
      .then(async (page) => response.setHeader('Content-Type', 'text/plain').end(grown(await page.text(), requests)))
      .catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${port}`;
}

// # TYPE netsteward_pmd_rx_packets_total counter
const TYPE = /^# TYPE (\S+) (\S+)$/;
// netsteward_pmd_rx_packets_total{core="1"} 42
const SAMPLE = /^(\S+?(?:\{.*\})?) (\d+(?:\.\d+)?(?:e\+?\d+)?)$/;

/** Samples of a histogram grow by the same, so that its buckets stay in order. */
function grown(page: string, requests: number): string {
  let type = '';
  return page
    .split('\n')
    .map((line, index) => {
      type = TYPE.exec(line)?.[2] ?? type;
      const [, series, value] = SAMPLE.exec(line) ?? [];
      if (series === undefined || !['counter', 'histogram'].includes(type)) return line;
      return `${series} ${Number(value) + requests * (type === 'histogram' ? 5 : 3 + (index % 5))}`;
    })
    .join('\n');
}
