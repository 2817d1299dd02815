import { type WrittenRule, writtenRules } from '../../scripts/generate/alert-rules.ts';
import { shippedRulesFolder } from '../../src/alerts/rule-files/shipped.ts';
import type { Tone } from './board.ts';

export type ShippedRule = Omit<WrittenRule, 'severity'> & { readonly severity: Tone };

const tones: readonly Tone[] = ['info', 'warning', 'critical'];

export const shippedRules: readonly ShippedRule[] = writtenRules(shippedRulesFolder()).map((rule) => {
  const severity = tones.find((tone) => tone === rule.severity);
  if (severity === undefined) throw new Error(`${rule.name} has the severity ${rule.severity}, which has no colour`);
  return { ...rule, severity };
});

/** Throws when no rule of this name ships. */
export function ruleNamed(name: string): ShippedRule {
  const found = shippedRules.find((rule) => rule.name === name);
  if (found === undefined) throw new Error(`there is no alert ${name}`);
  return found;
}

/** The names of the alerts in some rule files, or of all. Throws for a file that is not there. */
export function alertsOf(domains: readonly string[] | undefined): readonly string[] {
  const unknown = domains?.find((domain) => shippedRules.every((rule) => rule.domain !== domain));
  if (unknown !== undefined) throw new Error(`there is no rule file ${unknown}`);
  return shippedRules.filter(({ domain }) => domains?.includes(domain) ?? true).map(({ name }) => name);
}
