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
const endSchema = z.object({ end: z.literal(true) });

/** The last line of a file of results: without it, the run broke off. */
export const END_LINE = `${JSON.stringify({ end: true })}\n`;

export function resultLine(result: GuestResult): string {
  return `${JSON.stringify(result)}\n`;
}

/** @returns the results, and whether the run came to its end */
export function parseResults(text: string): { readonly results: readonly GuestResult[]; readonly ended: boolean } {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  const ended = lines.some((line) => endSchema.safeParse(line).success);
  return {
    results: lines.filter((line) => !endSchema.safeParse(line).success).map((line) => resultSchema.parse(line)),
    ended,
  };
}
