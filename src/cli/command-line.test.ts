import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const main = path.join(root, 'dist/main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'netsteward-cli-'));

beforeAll(() => {
  spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
});
afterAll(() => rmSync(folder, { recursive: true }));

type Result = { readonly code: number | null; readonly out: string; readonly err: string };

function netsteward(args: readonly string[], env: Record<string, string> = {}): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env.PATH, STATE_DIRECTORY: path.join(folder, 'state'), ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

function file(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

describe('the help', () => {
  it.each(['run', 'once', 'check-config', 'events', 'catalogue', 'placement', 'record'])(
    'of %s has examples',
    (command) => {
      const { code, out, err } = netsteward([command, '--help']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(new RegExp(`^Usage: netsteward ${command}`));
      expect(out).toContain('--config <file>');
      expect(out).toContain(`Examples:\n  $ netsteward ${command}`);
    },
  );

  it('names the exit codes', () => {
    expect(netsteward(['--help']).out).toMatch(/Exit codes:\n {2}0 {2}/);
  });

  it('is shown, as an error, when no command is named', () => {
    const { code, out, err } = netsteward([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^Usage: netsteward/);
  });
});

it('the version is that of the package', () => {
  expect(netsteward(['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' });
});

describe('wrong input', () => {
  const recording = path.join(folder, 'not-empty');
  mkdirSync(path.join(recording, 'proc'), { recursive: true });
  const bad = file('bad.yaml', 'interval: soon\nlgo: {}\n');
  const badWeb = file('web.yaml', 'tls_server_cnfig: {}\n');
  const web = file('with-web.yaml', `web: { config_file: ${badWeb} }\n`);
  const syntax = file('syntax.yaml', 'interval: "5s\n');
  const badPools = file('pools.yaml', 'pools:\n  - name: web\n    monitor: { kind: tcp, delay: 1s, timeout: 2s }\n');
  const pools = file('with-pools.yaml', `collectors: { health: { files: [${badPools}] } }\n`);
  const ownPools = file(
    'own-pools.yaml',
    'collectors:\n  health:\n    pools:\n      - { name: web, monitor: { kind: tcpp } }\n',
  );

  const badRules = file(
    'bad-rules.yaml',
    'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: sum(\n      - { alert: B, expr: up, for: soon }\n',
  );
  const rules = file('with-rules.yaml', `alerts: { rule_files: [${badRules}] }\n`);
  const noRules = file('without-rules.yaml', 'alerts: { rule_files: [/nowhere/rules.yaml] }\n');

  it.each<[string, readonly string[], string]>([
    ['an unknown option', ['once', '--formt', 'json'], "error: unknown option '--formt'\n(Did you mean --format?)"],
    ['an unknown command', ['onse'], "error: unknown command 'onse'\n(Did you mean once?)"],
    ['an unknown format', ['once', '--format', 'xml'], 'Allowed choices are table, json, prometheus.'],
    ['an argument too many', ['run', 'now'], 'error: too many arguments'],
    ['a time that is none', ['events', '--since', 'tomorrow'], 'expected an age such as 1h or 2d'],
    ['a collector that is none', ['once', '--collector', 'bnod'], 'there is no collector bnod, did you mean bond?'],
    ['a missing file', ['run', '--config', '/nowhere/a.yaml'], '/nowhere/a.yaml: there is no such file\n'],
    ['a directory for a file', ['check-config', '--config', folder], `${folder}: is a directory, expected a file\n`],
    ['a bad value', ['run', '--config', bad], `${bad}:1:11: interval: expected a duration`],
    ['an unknown name', ['run', '--config', bad], `${bad}:2:1: lgo: unknown setting, did you mean log?`],
    ['bad YAML', ['check-config', '--config', syntax], `${syntax}:2:1: missing closing "quote`],
    ['a folder that holds something', ['record', recording], `${recording} is not empty`],
    ['a folder that can not be', ['record', '/proc/nowhere'], "/proc/nowhere can't be made"],
    ['a bad web configuration', ['check-config', '--config', web], `${badWeb}`],
    [
      'a bad file of pools',
      ['check-config', '--config', pools],
      `${badPools}:3:47: pools.0.monitor.timeout: expected at most delay`,
    ],
    [
      'a bad pool',
      ['run', '--config', ownPools],
      `${ownPools}:4:39: collectors.health.pools.0.monitor.kind: expected one of tcp, tls, http`,
    ],
    [
      'a bad expression',
      ['check-config', '--config', rules],
      `${badRules}:5:15: groups.0.rules.0.expr: line 1, column`,
    ],
    [
      'a bad duration',
      ['check-config', '--config', rules],
      `${badRules}:6:36: groups.0.rules.1.for: expected a duration`,
    ],
    [
      'a rule file that is not there',
      ['check-config', '--config', noRules],
      '/nowhere/rules.yaml: there is no such file',
    ],
    ['a file for a folder', ['record', bad], `${bad} can't be used`],
    ['a recording that is not there', ['once', '--host-root', '/nowhere'], '/nowhere: there is no such folder'],
  ])('%s ends with code 2 and says what is wrong', (_, args, message) => {
    const { code, out, err } = netsteward(args);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toMatch(/^ +at /m);
  });

  it('in a variable ends with code 2 and names the variable', () => {
    const { code, err } = netsteward(['check-config'], { NETSTEWARD_INTERVAL: 'soon' });
    expect({ code, err }).toEqual({
      code: 2,
      err: 'NETSTEWARD_INTERVAL: expected a duration such as 5s, 1h30m or 0.5 (seconds), found "soon"\n',
    });
  });
});

describe('what can not be done', () => {
  it('ends with code 1 and says so in one line', () => {
    const { code, err } = netsteward(['events']);
    expect(code).toBe(1);
    expect(err).toMatch(/^netsteward: .*events\.db: there is no event store here.*\n$/);
  });
});

describe('a good configuration', () => {
  it('is said to be good, with what would run', () => {
    const good = file('good.yaml', 'host: { name: blue }\ncollectors: { bond: { enabled: false } }\n');
    const { code, out, err } = netsteward(['--config', good, 'check-config']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`${good} is good.\nhost name   blue\n`);
    expect(out).toContain('; off: bond\n');
    expect(out).toMatch(/^alerts {6}rules in force: \d{3}, from files: \d{2}$/m);
  });

  it('says how many rules are in force', () => {
    const own = file('one-rule.yaml', 'groups: [{ name: g, rules: [{ alert: A, expr: x > 1 }] }]\n');
    const alone = file('own-rules.yaml', `alerts: { shipped_rules: false, rule_files: [${own}] }\n`);
    expect(netsteward(['--config', alone, 'check-config']).out).toContain('rules in force: 1, from files: 1\n');
    const none = file('no-alerts.yaml', 'alerts: { enabled: false }\n');
    expect(netsteward(['--config', none, 'check-config']).out).toContain('alerts      off\n');
  });
});

describe('placement', () => {
  const recorded = path.join(root, 'src/collectors/placement/fixtures/hosts/two-nodes');

  it('judges the guests by what is declared', () => {
    const config = file(
      'placement.yaml',
      'collectors: { placement: { guests: { local: 0, "d*": cross, split: [1] } } }\n',
    );
    const { code, out, err } = netsteward(['placement', '--host-root', recorded, '--config', config]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /\n {2}dns +cross-NUMA, as declared .*\n {2}local +node 0, as declared .*\n {2}split +NOT on node 1 /,
    );
    const json = netsteward(['placement', '--json', '--host-root', recorded]).out;
    expect(JSON.parse(json)).toMatchObject({ guests: [{ name: 'afloat' }, {}, {}, {}], problems: [] });
  });

  it('has nothing to judge where there are no nodes', () => {
    const nothing = netsteward(['placement', '--host-root', folder]);
    expect(nothing).toEqual({ code: 0, out: 'This kernel knows no NUMA nodes: nothing can be misplaced.\n', err: '' });
  });

  it('says what a declaration has to be', () => {
    const config = file('declared.yaml', 'collectors:\n  placement:\n    guests:\n      web: everywhere\n');
    const { code, err } = netsteward(['placement', '--config', config]);
    expect(code).toBe(2);
    expect(err).toContain(
      'collectors.placement.guests.web: expected the number of a NUMA node, a list of them, or cross',
    );
  });
});

describe('a recording of this machine', () => {
  it('is read like the machine itself', () => {
    // Namespaces come and go on a machine that runs tests.
    const env = { NETSTEWARD_NAMESPACES__EXCLUDE: '*' };
    const recording = path.join(folder, 'recording');
    const recorded = netsteward(['record', recording], env);
    expect(recorded.err).toBe('');
    expect(recorded.out).toMatch(/^Recorded \d+ files, the output of \d+ commands and \d+ failed reads in /);
    const { code, out, err } = netsteward(['once', '--format', 'json', '--host-root', recording], env);
    expect({ code, err }).toEqual({ code: recorded.code, err: '' });
    const snapshots: unknown = JSON.parse(out);
    expect(snapshots).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ collector: 'host', outcome: 'ok' }),
        expect.objectContaining({
          collector: 'interface',
          states: expect.arrayContaining([expect.objectContaining({ subject: 'lo' })]),
        }),
      ]),
    );
    expect(netsteward(['once', '--host-root', recording], env).out).toMatch(/\n\d+ collectors: \d+ ok/);
    const metrics = netsteward(['once', '--format', 'prometheus', '--host-root', recording], env).out;
    expect(metrics).toMatch(/^# HELP netsteward_/);
  });
});

describe('a pipe', () => {
  it('gets all of a long output', () => {
    const { stdout } = spawnSync('sh', ['-c', '"$0" "$1" catalogue --json | cat', process.execPath, main], {
      encoding: 'utf8',
    });
    expect(stdout.length).toBeGreaterThan(65_536);
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'agent' })]));
  });
});

describe('a pipe whose reader has gone', () => {
  it('ends the command quietly', () => {
    const script = 'set -o pipefail; "$0" "$1" catalogue --json | head -n 1; echo $?';
    const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, main], { encoding: 'utf8' });
    expect(stdout.split('\n').slice(1)).toEqual(['0', '']);
    expect(stderr).toBe('');
  });
});
