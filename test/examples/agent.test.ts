import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { allParts } from '../../src/cli/all-parts.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { programPath } from '../support/programs.ts';
import { examples, exampleWith } from './example.ts';

it('the configuration of a whole host is one', async () => {
  const file = path.join(examples, 'agent/netsteward.yaml');
  const config = await loadConfig(file, allParts, { env: {}, hostName: 'blue', stateDirectory: '/state' });
  expect(config.host.name).toBe('compute1.example');
});

it('systemd has nothing to say about the unit', async (context) => {
  const program = programPath('systemd-analyze');
  if (program === undefined) context.skip('systemd-analyze is not installed (it comes with systemd)');
  const unit = path.join(privateDirectory(), 'netsteward.service');
  writeFileSync(unit, exampleWith('systemd/netsteward.service', { '/usr/bin/node': process.execPath }));
  const { all, exitCode } = await execa(program ?? '', ['verify', '--man=no', unit], { all: true, reject: false });
  // Services of others that it waits for need not be here.
  expect({ all, exitCode }).toEqual({ all: '', exitCode: 0 });
});
