import { messageOf } from '../../core/errors.ts';
import type { Moment } from '../../promql/evaluate/moment.ts';
import { type Labels, labelsOf, METRIC_NAME, NO_LABELS, printLabels, withoutName } from '../../promql/labels.ts';
import { EvaluationError, type Sample } from '../../promql/value.ts';
import { ALERT_NAME, type Alert } from '../alert.ts';
import type { RecordRule } from '../rule.ts';
import type { Template, TemplateData } from '../templates/template.ts';
import type { CompiledRule } from './compiled-rule.ts';

/** What a rule's expression gives now. A number is one series without labels. Throws an EvaluationError. */
export function samplesNow({ plan, group }: CompiledRule, moment: Moment): readonly Sample[] {
  const value = plan(moment);
  if (value.type === 'scalar') return [{ labels: NO_LABELS, value: value.value }];
  if (value.type !== 'vector')
    throw new EvaluationError(`a rule needs an instant vector or a number, got ${value.type}`);
  if (group.limit > 0 && value.samples.length > group.limit) {
    throw new EvaluationError(`exceeded limit of ${group.limit}: ${value.samples.length} results`);
  }
  return value.samples;
}

export type FoundAlert = Pick<Alert, 'fingerprint' | 'group' | 'labels' | 'annotations' | 'value'>;

/** The alerts of one evaluation by fingerprint. Throws an EvaluationError when two have the same labels. */
export function alertsOf(compiled: CompiledRule, samples: readonly Sample[]): ReadonlyMap<string, FoundAlert> {
  const { id, group } = compiled;
  const found = new Map<string, FoundAlert>();
  for (const sample of samples) {
    const data: TemplateData = { labels: withoutName(sample.labels), value: sample.value };
    const labels = labelsOfAlert(compiled, data);
    const fingerprint = `${id};${printLabels(labels)}`;
    if (found.has(fingerprint)) {
      throw new EvaluationError('vector contains metrics with the same labelset after applying alert labels');
    }
    const annotations = new Map([...compiled.annotations].map(([name, template]) => [name, filled(template, data)]));
    found.set(fingerprint, { fingerprint, group: group.name, labels, annotations, value: sample.value });
  }
  return found;
}

function labelsOfAlert({ rule, labels }: CompiledRule, data: TemplateData): Labels {
  const own = [...labels].map(([label, template]): [string, string] => [label, filled(template, data)]);
  return labelsOf([...data.labels, ...own, [ALERT_NAME, rule.name]]);
}

/** A text that can't be filled in says so itself, as in Prometheus: the alert is worth more than its words. */
function filled(template: Template, data: TemplateData): string {
  try {
    return template(data);
  } catch (error) {
    return `<error expanding template: ${messageOf(error)}>`;
  }
}

/** The series of a recording rule, under its name and with its labels. */
export function recordedSamples({ name, labels }: RecordRule, samples: readonly Sample[]): readonly Sample[] {
  return samples.map((sample) => ({
    labels: labelsOf([...sample.labels, ...labels, [METRIC_NAME, name]]),
    value: sample.value,
  }));
}
