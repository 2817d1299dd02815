import type { AgentView, Route } from '../exporters/exporter.ts';
import { respondText } from './respond.ts';

/** The two pages that supervisors ask. */
export function healthPages(view: Pick<AgentView, 'collectorNames' | 'snapshots'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/-/healthy',
      help: 'Answers 200 as long as the agent answers at all.',
      handle: (_request, response) => respondText(response, 200, 'healthy'),
    },
    {
      method: 'GET',
      path: '/-/ready',
      help: 'Answers 200 once every collector has finished its first reading, 503 before.',
      handle: (_request, response) => {
        const missing = notYetRead(view);
        if (missing.length === 0) respondText(response, 200, 'ready');
        else respondText(response, 503, `not ready: no reading yet of ${missing.join(', ')}`, { 'Retry-After': '1' });
      },
    },
  ];
}

function notYetRead(view: Pick<AgentView, 'collectorNames' | 'snapshots'>): readonly string[] {
  const read = new Set(view.snapshots().map((snapshot) => snapshot.collector));
  return view.collectorNames.filter((name) => !read.has(name));
}
