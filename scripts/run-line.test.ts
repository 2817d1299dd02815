import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { privateDirectory } from '../test/support/private-directory.ts';
import { runLineOf } from './run-line.mjs';

it.each([
  ['#!/usr/bin/env -S A=1 B=x node --no-maglev --stack-size=9', { A: '1', B: 'x' }, ['--no-maglev', '--stack-size=9']],
  ['#!/usr/bin/env -S node --no-maglev', {}, ['--no-maglev']],
  ['#!/usr/bin/env node', {}, []],
])('%s', (line, env, options) => {
  const program = path.join(privateDirectory(), 'main.js');
  writeFileSync(program, `${line}\nconsole.log(1);\n`);
  expect(runLineOf(program)).toEqual({ env, options });
});
