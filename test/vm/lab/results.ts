import { z } from 'zod';

/** What became of a test, or of a file that could not even be collected. */
export type GuestResult = z.infer<typeof resultSchema>;

const resultSchema = z.object({
  file: z.string(),
  name: z.string(),
  state: z.enum(['passed', 'failed', 'skipped']),
  /** Why it was skipped, or how it failed. */
  words: z.string().optional(),
});

/** The last line of a file of results: without it, the run broke off. */
export const END_LINE = `${JSON.stringify({ end: true })}\n`;

export function resultLine(result: GuestResult): string {
  return `${JSON.stringify(result)}\n`;
}

/**
 * Reads what `resultLine` wrote. A last line that is cut off is left out.
 * @returns the results, and whether the run came to its end
 */
export function parseResults(text: string): { readonly results: readonly GuestResult[]; readonly ended: boolean } {
  const lines = text.split('\n').slice(0, -1);
  const results = lines.filter((line) => `${line}\n` !== END_LINE).map((line) => resultSchema.parse(JSON.parse(line)));
  return { results, ended: lines.length > results.length };
}
