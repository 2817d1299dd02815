import { globSync } from 'node:fs';
import path from 'node:path';
import { type Bench, type Row, table } from './row.ts';

/** Runs the benches whose names hold one of the arguments (none: all) and prints their figures as one table. */
const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const file of globSync('*.bench.ts', { cwd: import.meta.dirname }).sort()) {
  const name = path.basename(file, '.bench.ts');
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const { bench }: { bench: Bench } = await import(path.join(import.meta.dirname, file));
  const missing = bench.missing();
  if (missing !== undefined) {
    console.error(`${name}: left out, ${missing}`);
    continue;
  }
  console.error(`${name} …`);
  rows.push(...(await bench.run()));
}
console.log(table(rows));
