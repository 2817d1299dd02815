import type { Expr } from '../promql/syntax/ast.ts';

/**
 * A group of rules as a rule file has it (prometheus.io/docs/prometheus/latest/configuration/recording_rules). It is data
 * through and through, which goes from one thread to another.
 */
export type RuleGroup = {
  readonly file: string;
  readonly name: string;
  /** Milliseconds between evaluations that nothing else has caused. */
  readonly interval: number;
  /** Most alerts or series that one of its rules may make; 0 is no limit. */
  readonly limit: number;
  readonly rules: readonly Rule[];
};

export type Rule = AlertRule | RecordRule;

type AnyRule = {
  /** The line of the file where it begins. */
  readonly line: number;
  /** The expression, and as it was written. */
  readonly expr: Expr;
  readonly text: string;
};

export type AlertRule = AnyRule & {
  readonly kind: 'alert';
  readonly name: string;
  /** Milliseconds for which the expression has to hold before the alert fires. */
  readonly for: number;
  /** Milliseconds for which an alert goes on firing when the expression does not hold any more. */
  readonly keepFiringFor: number;
  /** Templates, as they are written; `compileTemplate` takes each. */
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
};

export type RecordRule = AnyRule & {
  readonly kind: 'record';
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
};
