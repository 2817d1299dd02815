import { z } from 'zod';
import { checkedMatcher, selectorProblem } from './read-matcher.ts';
import type { Silence } from './silence.ts';

const moment = z.iso.datetime({ error: 'a time such as 2026-01-31T12:00:00Z' });
const written = z.object({
  id: z.string().regex(/^[0-9a-f]{8}$/, 'eight hexadecimal digits'),
  matchers: z.array(
    z.object({ name: z.string(), op: z.enum(['=', '!=', '=~', '!~'], 'one of = != =~ !~'), value: z.string() }),
  ),
  created_at: moment,
  ends_at: moment,
  reason: z.string().min(1, 'a text that is not empty'),
  author: z.string(),
});

export function writeSilence({ id, matchers, createdAt, endsAt, reason, author }: Silence): string {
  const silence: z.input<typeof written> = {
    id,
    matchers: matchers.map(({ name, op, value }) => ({ name, op, value })),
    created_at: new Date(createdAt).toISOString(),
    ends_at: new Date(endsAt).toISOString(),
    reason,
    author,
  };
  return `${JSON.stringify(silence, null, 2)}\n`;
}

/** Throws an Error in words when the text is no silence. */
export function readSilence(text: string): Silence {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error('it is not JSON', { cause: error });
  }
  const { data, error } = written.safeParse(json);
  if (data === undefined) {
    const [issue] = error.issues;
    throw new Error(`${issue?.path.join('.') ?? ''}: expected ${issue?.message ?? 'a silence'}`, { cause: error });
  }
  const matchers = data.matchers.map(({ name, op, value }) => checkedMatcher(name, op, value));
  const problem = selectorProblem(matchers);
  if (problem !== undefined) throw new Error(problem);
  const { id, reason, author } = data;
  return { id, matchers, createdAt: Date.parse(data.created_at), endsAt: Date.parse(data.ends_at), reason, author };
}
