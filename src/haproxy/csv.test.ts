import { expect, it } from 'vitest';
import { parseCsv } from './csv.ts';

it('cells may stand in quotes, hold commas and quotes, and be empty', () => {
  const { rows } = parseCsv('show stat', '# a,b,c,\n1,"x, ""y"" z",,\n"",plain,"last",\n\n');
  expect(rows.map(({ line, cell }) => [line, cell('a'), cell('b'), cell('c'), cell('none')])).toEqual([
    [2, '1', 'x, "y" z', undefined, undefined],
    [3, undefined, 'plain', 'last', undefined],
  ]);
  expect(() => parseCsv('show stat', '# a,b,\n1,"x" y,\n')).toThrow('show stat:2: expected cells with commas');
});
