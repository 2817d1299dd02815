import { describe, expect, it } from 'vitest';
import { compileTemplate } from './compile-template.ts';
import { TemplateError } from './template-error.ts';

const data = {
  labels: new Map([
    ['bond', 'bond0'],
    ['netns', 'red'],
  ]),
  value: 1.5,
};
const filled = (text: string) => compileTemplate(text)(data);

describe('a template', () => {
  it('has labels, the value and functions of them', () => {
    expect(filled('{{ $labels.bond }}: {{ $value | humanizePercentage }}{{ $labels.nothing }}')).toBe('bond0: 150%');
  });

  it('leaves out what belongs to a label that is not there', () => {
    const text =
      'up{{ with $labels.netns }} in {{ . }}{{ end }}{{ with $labels.other }} of {{ . }}{{ else }} alone{{ end }}';
    expect(filled(text)).toBe('up in red alone');
  });

  it('nests conditions', () => {
    const text = '{{ if $labels.bond }}a{{ if $labels.other }}b{{ else }}c{{ end }}d{{ else }}e{{ end }}';
    expect(filled(text)).toBe('acd');
  });

  it.each([
    ['{{ if $labels.bond }}a', 'no {{ end }}'],
    ['a{{ end }}', '{{ end }} without'],
    ['a{{ else }}b', '{{ else }} without'],
    ['{{ if $labels.bond }}a{{ else }}b{{ else }}c{{ end }}', 'no {{ end }}'],
    ['{{ if $labels.bond }}a{{ else if $labels.other }}b{{ end }}', 'else is not supported'],
    ['{{ range query "up" }}{{ . }}{{ end }}', 'range is not supported'],
    ['{{ $value', 'not closed'],
    ['{{ }}', 'empty'],
    ['{{ . }}', '. is not supported'],
    ['{{ with $labels.bond }}{{ .Labels.netns }}{{ end }}', '.Labels.netns is not supported'],
    ['{{ $externalLabels.region }}', '$externalLabels.region is not supported'],
    ['{{ if eq $labels.bond "bond0" }}a{{ end }}', 'eq is not supported'],
    ['{{ $x := $value }}', 'takes no arguments'],
  ])('refuses %s', (text, what) => {
    expect(() => compileTemplate(text)).toThrow(TemplateError);
    expect(() => compileTemplate(text)).toThrow(what);
  });
});
