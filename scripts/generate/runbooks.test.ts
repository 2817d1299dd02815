import { describe, expect, it } from 'vitest';
import { catalogueParts } from '../../src/cli/catalogue.ts';
import type { WrittenRule } from './alert-rules.ts';
import { runbooks, shown } from './runbooks.ts';

const rule: WrittenRule = {
  name: 'BondSlaveDown',
  domain: 'bond',
  expr: 'netsteward_bond_slaves_lacking > 0',
  for: '2m',
  keepFiringFor: undefined,
  severity: 'warning',
  summary: 'Bond {{ $labels.bond }} lacks {{ $value }}',
  description: 'Links are down.',
  action: 'Repair them.',
  reason: 'Switches restart.',
  knowledge: ['About the alert.', 'About bonds.'],
};

describe('the page of an alert', () => {
  const [index, page] = runbooks([rule], catalogueParts());

  it('has everything that is known of it', () => {
    expect(page?.file).toBe('docs/runbooks/bond-slave-down.md');
    for (const part of [rule.expr, rule.description, rule.action, rule.reason, ...rule.knowledge]) {
      expect(page?.text).toContain(part);
    }
    expect(page?.text).toContain('**warning**: Bond *bond* lacks *value*');
    expect(page?.text).toContain('It fires when this has held for 2m, and ends as soon as it no longer holds.');
    expect(page?.text).toContain('[`netsteward_bond_slaves_lacking`](../metrics.md#bond)');
    expect(page?.text).toContain('See also the events of [bond](../events.md#bond).');
  });

  it('is listed among all', () => {
    expect(index?.text).toContain(
      '| [BondSlaveDown](runbooks/bond-slave-down.md) | warning | 2m | Bond *bond* lacks *value* |',
    );
  });
});

it('a template is shown without its conditions', () => {
  expect(
    shown('{{ $labels.program }}{{ with $labels.daemon }} of {{ . }}{{ end }}: {{ printf "%.1f" $value }} s'),
  ).toBe('*program*: *value* s');
});
