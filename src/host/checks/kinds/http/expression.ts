import { type Context, createContext, Script } from 'node:vm';
import { CheckFailure } from '../../kind.ts';

/**
 * Regular expressions of the configuration, on texts of strangers. A few expressions take time without end on some texts
 * (`(a+)+$`), and nothing else happens meanwhile: each is stopped after `LIMIT`. All those that were stopped may take
 * `SHARE` of the time together; whoever comes when that is used up is not looked at, if its expression is one of them.
 */

/** Milliseconds. What is not found by then is not there. */
const LIMIT = 100;
const SHARE = 0.02;
/** Milliseconds that may be lost at once. */
const BURST = 500;
/** An expression that was not stopped for so many milliseconds is as good as any. */
const FORGIVEN = 10 * 60 * 1000;

const script = new Script('expression.test(text)');
let context: Context | undefined;
const stopped = new Map<string, number>();
const budget = { milliseconds: BURST, at: 0 };

/**
 * Whether the expression is found in the text. Throws a `CheckFailure`: `wrong-body` when that could not be told in time,
 * `untrusted` when it was not even tried, or when this thread did not get the time that the expression needed.
 */
export function isFound(expression: RegExp, text: string, now = performance.now()): boolean {
  refuse(expression, now);
  // Making one takes longer than all that is done in it.
  context ??= createContext({});
  Object.assign(context, { expression, text });
  const before = process.threadCpuUsage();
  try {
    // Expressions are stopped by the same means as endless loops.
    return script.runInContext(context, { timeout: LIMIT }) === true;
  } catch (error) {
    const { user, system } = process.threadCpuUsage(before);
    stopped.set(expression.source, now);
    budget.milliseconds -= LIMIT;
    // Somebody else had the processor.
    if ((user + system) / 1000 < LIMIT / 2) throw new CheckFailure('untrusted', 'no time to look', { cause: error });
    throw new CheckFailure('wrong-body', `no match within ${LIMIT} ms`, { cause: error });
  }
}

function refuse({ source }: RegExp, now: number): void {
  budget.milliseconds = Math.min(BURST, budget.milliseconds + (now - budget.at) * SHARE);
  budget.at = now;
  const last = stopped.get(source);
  if (last === undefined) return;
  if (now - last > FORGIVEN) stopped.delete(source);
  else if (budget.milliseconds < LIMIT) throw new CheckFailure('untrusted', 'the expression takes too long too often');
}
