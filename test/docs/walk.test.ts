import { beforeAll, describe, it } from 'vitest';
import { buildAgent } from '../support/agent-process.ts';
import { hasProgram } from '../support/programs.ts';
import { blocksOf, pages } from './blocks.ts';
import { noSandbox, openSandbox } from './sandbox.ts';
import { walkThrough } from './walk.ts';

beforeAll(buildAgent);

/** Programs beside the agent that a page needs; without them it can't be walked through. */
const NEEDED = ['haproxy', 'curl', 'npm', 'unshare'];

const walked = pages().written.flatMap((page) => {
  const blocks = blocksOf(page);
  return blocks.some(({ mark }) => mark.kind === 'run') ? [{ page, blocks }] : [];
});

describe.each(walked)('$page', ({ blocks }) => {
  it('does what it says, from its beginning to its end', { timeout: 900_000 }, async (context) => {
    const missing = NEEDED.filter((program) => !hasProgram(program));
    const reason = missing.length > 0 ? `not installed: ${missing.join(', ')}` : noSandbox();
    if (reason !== undefined) context.skip(reason);
    await walkThrough(blocks, await openSandbox());
  });
});
