import type { Expr } from '../promql/syntax/ast.ts';

/** A group of rules as a rule file has it (prometheus.io/docs/prometheus/latest/configuration/recording_rules). */
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
  readonly labels: ReadonlyMap<string, Template>;
  readonly annotations: ReadonlyMap<string, Template>;
};

export type RecordRule = AnyRule & {
  readonly kind: 'record';
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
};

/** A text with `{{ $labels.bond }}` in it, made ready. Throws an Error when it can't be filled in. */
export type Template = (data: TemplateData) => string;

export type TemplateData = {
  /** The labels of the series that the expression gave, without the metric's name. */
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
};
