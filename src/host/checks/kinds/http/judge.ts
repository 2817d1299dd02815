import type { Outcome, SpecOf } from '../../kind.ts';
import type { HttpAnswer } from './exchange.ts';
import { judgeBody } from './judge-body.ts';

/** What an answer says about the server that gave it. */
export function judge(answer: HttpAnswer, { statuses, body }: Pick<SpecOf<'http'>, 'statuses' | 'body'>): Outcome {
  const { status, words, location } = answer;
  if (!statuses.some(([from, to]) => from <= status && status <= to)) {
    const isRedirect = status >= 300 && status < 400 && location !== undefined;
    return { reason: 'wrong-status', detail: isRedirect ? `${words}, to ${location}` : words };
  }
  return body === undefined || judgeBody(answer.body, body)
    ? { reason: 'ok', detail: words }
    : { reason: 'wrong-body', detail: `${words}, ${beginningOf(answer.body)}` };
}

/** As much as a person needs to see what it is. */
function beginningOf(body: Buffer): string {
  return body.length === 0 ? 'an empty body' : JSON.stringify(body.subarray(0, 80).toString());
}
