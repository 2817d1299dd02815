import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { buildAgent } from '../support/agent-process.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { runCli } from '../support/run-cli.ts';

beforeAll(buildAgent);

/** A configuration with a state directory of its own. */
function configured(settings: object = {}) {
  const directory = privateDirectory();
  const file = path.join(directory, 'agent.yaml');
  const state = path.join(directory, 'state');
  writeFileSync(file, JSON.stringify({ state_directory: state, web: { enabled: false }, ...settings }));
  return { file, state, directory, cli: async (...args: readonly string[]) => await runCli(...args, '--config', file) };
}

describe('where no agent has run yet', () => {
  it('there is nothing to be seen, and that is said; nothing is left behind', async () => {
    const { cli, state } = configured();
    expect(await cli('actions')).toEqual({ code: 0, out: 'Nothing was decided yet.', err: '' });
    expect(await cli('actions', '--json')).toEqual({ code: 0, out: '[]', err: '' });
    expect(await cli('actions', 'verify')).toMatchObject({ code: 0, out: `${state}/actions: there is no entry yet` });
    expect(await cli('actions', 'show', 'deadbeef')).toMatchObject({
      code: 2,
      err: 'there is no decision deadbeef; netsteward actions shows them',
    });
    for (const what of ['approve', 'reject'])
      expect((await cli('actions', what, 'deadbeef')).err).toContain(`no agent answers at ${state}/requests`);
    const plan = await cli('plan', 'service-restart', '--label', 'service=no-such');
    expect(plan).toMatchObject({ code: 0, err: '' });
    expect(plan.out.split('\n').length).toBe(2);
    expect(existsSync(state)).toBe(false);
  });

  it('everything can be stopped and resumed all the same', async () => {
    const { cli, state } = configured();
    expect((await cli('actions', 'stop', '--reason', 'a\nb')).code).toBe(0);
    expect(existsSync(path.join(state, 'stop'))).toBe(true);
    expect((await cli('actions', 'resume')).code).toBe(0);
    expect(existsSync(path.join(state, 'stop'))).toBe(false);
  });
});

it.each(['approve', 'reject', 'show'])('what is no id is told at once by actions %s', async (what) => {
  const { cli } = configured();
  const { code, err } = await cli('actions', what, 'zz\u001b[31m');
  expect(code).toBe(2);
  expect(err).toBe('expected the id of a decision, such as 1a2b3c4d, found zz\\x1b[31m; netsteward actions shows them');
});

it('somebody who may not see the state directory is told who may', async (context) => {
  if (process.getuid?.() !== 0) context.skip('only root becomes somebody else');
  const { file, directory, state } = configured();
  mkdirSync(path.join(state, 'actions'), { recursive: true, mode: 0o700 });
  chmodSync(state, 0o700);
  chmodSync(directory, 0o755);
  const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, 'dist/main.js'];
  const as = async (...args: readonly string[]) =>
    await execa('setpriv', [...nobody, ...args, '--config', file], { cwd: root, reject: false });
  for (const args of [['actions'], ['actions', 'approve', 'deadbeef'], ['actions', 'stop'], ['actions', 'resume']]) {
    const { exitCode, stdout, stderr } = await as(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^netsteward: EACCES: .*: only root and the user that the agent runs as may do this$/);
  }
  expect((await as('plan', 'service-restart')).exitCode).toBe(0);
});

describe('the configuration of actions', () => {
  it.each([
    [{ actions: { 'lb-member': { on: [[]] } } }, 'on.0: expected a matcher that needs a value, such as alertname='],
    [{ actions: { 'lb-member': { on: [['alertname=~.*']] } } }, 'on.0: expected a matcher that needs a value'],
    [{ actions: { 'lb-member': { on: [['a=b', 'nonsense']] } } }, 'on.0.1: expected a label, one of = != =~ !~'],
    [{ actions: { 'lb-member': { on: [['a=~(']] } } }, 'on.0.0: "(" is not a regular expression'],
    [{ actions: { 'lb-membr': {} } }, 'actions.lb-membr: unknown setting, did you mean lb-member?'],
    [{ actions: { 'lb-member': { mode: 'automatic' } } }, 'mode: expected one of observe, propose, approve, auto'],
  ])('%j is told by its place', async (settings, words) => {
    const { cli } = configured(settings);
    const { code, err } = await cli('check-config');
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err.split('\n').length).toBe(1);
  });

  it('is shown with the modes in force', async () => {
    const { cli } = configured({ actions: { 'lb-member': { mode: 'auto' }, 'conntrack-limit': { enabled: false } } });
    const { out } = await cli('check-config');
    expect(out).toMatch(
      /^actions +.*bond-failover-check \(only looks\).* lb-member \(auto\).*service-restart \(propose\)/m,
    );
    expect(out).not.toContain(' conntrack-limit (');
    const dry = await configured({ remediation: { dry_run: true } }).cli('check-config');
    expect(dry.out).toMatch(/^actions .*; dry run: nothing is carried out$/m);
    const off = await configured({ remediation: { enabled: false } }).cli('check-config');
    expect(off.out).toMatch(/^actions +off$/m);
  });
});
