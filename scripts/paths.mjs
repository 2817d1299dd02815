import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The Node the project is pinned to, whichever one runs this script. There once the npm packages are installed. */
export const pinnedNode = path.join(root, 'node_modules/.bin/node');
