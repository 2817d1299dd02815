/** A text with `{{ $labels.bond }}` in it, made ready. Throws an Error when it can't be filled in. */
export type Template = (data: TemplateData) => string;

export type TemplateData = {
  /** The labels of the series that the expression gave, without the metric's name. */
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
};
