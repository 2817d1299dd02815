import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Route } from '../../exporter.ts';
import { answer, refuse } from './answer.ts';

/** The files that the page consists of, by their paths at the server. */
const files = [
  { path: '/', file: 'status.html', type: 'text/html; charset=utf-8', help: 'The status page.' },
  { path: '/status/page.css', file: 'status.css', type: 'text/css; charset=utf-8', help: 'Its style.' },
  { path: '/status/page.js', file: 'status.js', type: 'text/javascript; charset=utf-8', help: 'Its script.' },
  { path: '/status/icon.svg', file: 'icon.svg', type: 'image/svg+xml', help: 'Its icon.' },
] as const;

/** Everything from this server alone, and no text that becomes code or markup. */
const POLICY =
  "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/** The page and what belongs to it, read from the folder of the build when it is asked for. */
export function assetRoutes(): readonly Route[] {
  return files.map(({ path, file, type, help }) => ({
    method: 'GET',
    path,
    help,
    ...(path === '/' ? { contentPolicy: POLICY } : {}),
    handle: async (request, response) => {
      const body = await assetOf(file);
      if (body === undefined) refuse(response, 503, `${file} is not there: it is made by npm run build`);
      else await answer(request, response, type, body);
    },
  }));
}

/** The folder is beside the bundle, or where the sources lie in the folder of the build. */
async function assetOf(file: string): Promise<Buffer | undefined> {
  for (const folder of ['./status/', '../../../../dist/status/']) {
    const found = await readFile(fileURLToPath(new URL(`${folder}${file}`, import.meta.url))).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
