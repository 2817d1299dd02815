import { expect } from 'vitest';
import type { Block } from './blocks.ts';
import type { Sandbox } from './sandbox.ts';
import { compareOutput, type Ids, withRealIds } from './shown-output.ts';

/** How long a person would wait for anything that a page shows, and how long one command may take. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 500;

/** Does what a page says, from its beginning to its end, and expects what it shows. */
export async function walkThrough(blocks: readonly Block[], sandbox: Sandbox): Promise<void> {
  let ids: Ids = new Map();
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    const shown = next?.mark.kind === 'output' ? next.text : '';
    const { mark } = block;
    if ('file' in mark && mark.file !== undefined) await writeFile(mark.file, block, sandbox);
    if (mark.kind === 'run') ids = await step(block, mark.how, shown, ids, sandbox);
  }
}

async function writeFile(file: string, { text, page, line }: Block, { run }: Sandbox): Promise<void> {
  const { code, output } = await run(
    `mkdir -p "$(dirname ${file})" && cat > ${file} <<'end of file'\n${text}end of file\n`,
    10_000,
  );
  expect(code, `${page}:${line}: ${file}: ${output}`).toBe(0);
}

type How = 'once' | 'again' | 'background' | 'fails';

async function step(
  { page, line, text }: Block,
  how: How,
  shown: string,
  ids: Ids,
  { run, begin, written }: Sandbox,
): Promise<Ids> {
  const place = `${page}:${line}`;
  const typed = withRealIds(text, ids);
  const look = async () => {
    if (how === 'background') return { code: 0, output: await written() };
    return await run(typed, PATIENCE_MS);
  };
  if (how === 'background') await begin(typed);
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const { code, output } = await look();
    const compared = compareOutput(shown, output, ids);
    if ((code === 0) !== (how === 'fails') && 'ids' in compared) return compared.ids;
    if (how === 'once' || how === 'fails' || performance.now() > until) {
      const missing = 'missing' in compared ? `does not show: ${compared.missing}` : `ended with ${code}`;
      throw new Error(`${place} ${missing}\ntyped: ${typed}\nwritten:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
