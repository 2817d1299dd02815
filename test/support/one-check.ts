import { onTestFinished } from 'vitest';
import { failureOf } from '../../src/host/checks/failure.ts';
import type { Attempt, KindName, Outcome, SpecOf } from '../../src/host/checks/kind.ts';
import { kinds } from '../../src/host/checks/kinds/index.ts';
import { said } from '../../src/host/checks/said.ts';
import { type CheckerSockets, createSockets } from '../../src/host/checks/sockets/index.ts';
import { createLedger, LEDGER_BYTES } from '../../src/host/checks/sockets/ledger.ts';
import type { CheckPlace, CheckReason, CheckSpec } from '../../src/host/checks.ts';

/** Sockets of the checker's own kind, of which nothing may be left when the test has finished. */
export function checkerSockets(): CheckerSockets {
  const memory = new SharedArrayBuffer(LEDGER_BYTES);
  const sockets = createSockets(memory, (error) => {
    throw error;
  });
  onTestFinished(() => {
    sockets.end();
    const left = createLedger(memory).open();
    if (left.length > 0) throw new Error(`descriptors ${left} are still open`);
  });
  return sockets;
}

export type CheckedAt = {
  readonly address?: string;
  readonly port: number;
  readonly name?: string;
  readonly place?: CheckPlace;
  /** Milliseconds. */
  readonly timeout?: number;
};

type Spec = Exclude<CheckSpec, { readonly kind: 'tcp' }>;
export type RunOne = (spec: Spec, at: CheckedAt) => Promise<Outcome>;

/** Makes single checks with real sockets, as the checker does: a rejection is a failure, and silence what the kind says. */
export function oneCheck(): RunOne {
  const sockets = checkerSockets();
  return async (spec, { address = '127.0.0.1', port, name, place = {}, timeout = 10_000 }) => {
    const controller = new AbortController();
    const { promise: over, resolve } = Promise.withResolvers<Outcome>();
    const timer = setTimeout(() => {
      resolve({ reason: silence(spec.kind, spec) });
      // Only now: a check that has come to its end closes what it opened without being told.
      controller.abort();
    }, timeout);
    try {
      const attempt = { address, port, name, place, sockets, signal: controller.signal };
      return shown(await Promise.race([begin(spec.kind, spec, attempt), over]));
    } catch (error) {
      return shown(failureOf(error));
    } finally {
      clearTimeout(timer);
    }
  };
}

/** As the checker shows it. */
function shown(outcome: Outcome): Outcome {
  const { detail } = outcome;
  return detail === undefined || detail === '' ? outcome : { ...outcome, detail: said(detail) };
}

function begin<Name extends KindName>(name: Name, spec: SpecOf<Name>, at: Omit<Attempt, 'spec'>): Promise<Outcome> {
  return kinds[name].run({ ...at, spec });
}

function silence<Name extends KindName>(name: Name, spec: SpecOf<Name>): CheckReason {
  return kinds[name].silence?.(spec) ?? 'timeout';
}
