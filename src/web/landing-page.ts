import { formatDuration } from '../core/duration.ts';
import type { Problem, Snapshot } from '../core/snapshot.ts';
import type { AgentView, Route } from '../exporters/exporter.ts';
import { escapeHtml } from './escape-html.ts';
import { respond } from './respond.ts';

/** The page's own style; the content security policy allows this text and no other. */
export const landingStyle = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: start; font-weight: bold; }
th, td { text-align: start; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid; }
ul { margin: 0; padding-inline-start: 1rem; }
`;

/** So many problems of a collector are written out. */
const PROBLEMS_SHOWN = 20;

type Shown = Pick<AgentView, 'hostName' | 'version' | 'collectorNames' | 'snapshots'>;

const FRONT = '/';

/**
 * Every collector with its outcome, and where the other pages are. Plain HTML, one table row a line, for every browser
 * there is. It is the front page unless another page wants to be.
 */
export function landingPage(view: Shown, others: readonly Route[]): Route {
  const page: Route = {
    method: 'GET',
    path: others.some(({ method, path }) => method === 'GET' && path === FRONT) ? '/-/pages' : FRONT,
    help: 'This page: the collectors and all pages, without scripts.',
    handle: (_request, response) =>
      respond(response, 200, 'text/html; charset=utf-8', htmlOf(view, [page, ...others], performance.now())),
  };
  return page;
}

function htmlOf(view: Shown, routes: readonly Route[], now: number): string {
  const title = escapeHtml(`netsteward on ${view.hostName}`);
  const read = new Map(view.snapshots().map((snapshot) => [snapshot.collector, snapshot]));
  const collectors = view.collectorNames.map((name) => collectorRow(name, read.get(name), now));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${landingStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>Version ${escapeHtml(view.version)}</p>
<table>
<caption>Collectors</caption>
<thead>
<tr><th scope="col">Name</th><th scope="col">Outcome</th><th scope="col">Last read</th><th scope="col">Problems</th></tr>
</thead>
<tbody>
${collectors.join('\n')}
</tbody>
</table>
<table>
<caption>Pages</caption>
<thead>
<tr><th scope="col">Path</th><th scope="col">What it is</th></tr>
</thead>
<tbody>
${routes.map(routeRow).join('\n')}
</tbody>
</table>
</main>
</body>
</html>
`;
}

function collectorRow(name: string, snapshot: Snapshot | undefined, now: number): string {
  const head = `<tr><th scope="row">${escapeHtml(name)}</th>`;
  if (snapshot === undefined) return `${head}<td>not read yet</td><td></td><td></td></tr>`;
  const age = formatDuration(Math.max(0, Math.floor((now - snapshot.polledAt) / 1000)));
  return `${head}<td>${snapshot.outcome}</td><td>${age} ago</td><td>${problemList(snapshot.problems)}</td></tr>`;
}

function problemList(problems: readonly Problem[]): string {
  if (problems.length === 0) return 'none';
  const lines = problems
    .slice(0, PROBLEMS_SHOWN)
    .map(({ subject, message }) => `<li>${escapeHtml(`${subject}: ${message}`)}</li>`);
  const rest = problems.length - PROBLEMS_SHOWN;
  if (rest > 0) lines.push(`<li>and ${rest} more</li>`);
  return `<ul>${lines.join(' ')}</ul>`;
}

function routeRow({ method, path, help }: Route): string {
  const text = escapeHtml(path);
  const link = method === 'GET' ? `<a href="${text}">${text}</a>` : `${method} ${text}`;
  return `<tr><th scope="row">${link}</th><td>${escapeHtml(help)}</td></tr>`;
}
