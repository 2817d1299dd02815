import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { privateDirectory } from '../../../../test/support/private-directory.ts';
import { recordedHost } from '../../../host/recorded-host.ts';
import { createPoolFiles } from './pool-files.ts';

const DIRECTORY = '/etc/netsteward/pools';
const WEB = `${DIRECTORY}/web.yaml`;
const signal = new AbortController().signal;

const pool = (name: string, members = 1) =>
  `  - name: ${name}\n    monitor: { kind: tcp }\n    members:\n${Array.from({ length: members }, (_, index) => `      - { address: 10.0.0.${index + 1}, port: 80 }\n`).join('')}`;
const file = (...pools: readonly string[]) => `pools:\n${pools.join('')}`;

/** Files that a test writes, looked at with a clock of its own. */
function files(patterns: readonly string[] = [DIRECTORY], readDeadlineMs = 10_000) {
  const root = privateDirectory();
  let now = 0;
  let looks = 0;
  const found = createPoolFiles(recordedHost(root, { readDeadlineMs }), patterns, () => now);
  return {
    ...found,
    root,
    write: (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    remove: (path: string) => rmSync(join(root, path), { recursive: true }),
    /** Looks after so many seconds; the first time as an agent that begins. */
    look: (seconds = 0) => {
      now += seconds * 1000;
      looks += 1;
      return found.look(signal, looks === 1 ? 'for mistakes' : 'for all');
    },
    pools: () =>
      found.files().flatMap(({ pools = [] }) => pools.map(({ name, members }) => `${name} ${members.length}`)),
    errors: () => found.problems().map(({ message }) => message),
  };
}

describe('files with pools', () => {
  it('are those of a directory that end as YAML and JSON do, in alphabetic order', async () => {
    const lab = files();
    lab.write(WEB, file(pool('web')));
    lab.write(`${DIRECTORY}/dns.json`, '{"pools": []}');
    lab.write(`${DIRECTORY}/a.yml`, file(pool('a')));
    for (const other of ['notes.txt', '.web.yaml.swp', '.hidden.yaml', 'web.yaml~'])
      lab.write(`${DIRECTORY}/${other}`, 'x');
    expect(await lab.look()).toBe(true);
    expect(lab.files().map(({ path }) => path)).toEqual([`${DIRECTORY}/a.yml`, `${DIRECTORY}/dns.json`, WEB]);
    expect([lab.pools(), lab.errors()]).toEqual([['a 1', 'web 1'], []]);
    expect(await lab.look(1)).toBe(false);
  });

  it('are those that fit a path with wildcards, and single ones', async () => {
    const lab = files(['/run/lb/pool-*.conf', '/run/lb/[x].conf', '/run/other.yaml', '/run/more/*']);
    lab.write('/run/more/.pools.swp', 'pools: []');
    for (const name of ['pool-a.conf', 'pool-.conf', 'pool-a.conf.new', '[x].conf', 'x.conf'])
      lab.write(`/run/lb/${name}`, 'pools: []');
    lab.write('/run/other.yaml', file(pool('other')));
    await lab.look();
    expect(lab.files().map(({ path }) => path)).toEqual([
      '/run/lb/[x].conf',
      '/run/lb/pool-.conf',
      '/run/lb/pool-a.conf',
      '/run/other.yaml',
    ]);
  });

  it('that are missing are a problem where they were named, and none in the default directory', async () => {
    const lab = files([DIRECTORY, '/etc/lb.yaml', '/run/*.yaml']);
    await lab.look();
    expect(lab.problems()).toEqual([{ subject: '/etc/lb.yaml', message: 'there is no such file or directory' }]);
    expect(lab.isBlind()).toBe(false);
  });

  it('change when what is in them has stayed the same for a moment', async () => {
    const lab = files();
    lab.write(WEB, file(pool('web')));
    await lab.look();
    const [before] = lab.files();
    lab.write(WEB, file(pool('web', 2)));
    expect(await lab.look(0.5)).toBe(false);
    expect(await lab.look(0.3)).toBe(false);
    expect(lab.pools()).toEqual(['web 1']);
    expect(lab.files()[0]?.pools).toBe(before?.pools);
    expect(await lab.look(0.1)).toBe(true);
    expect(lab.pools()).toEqual(['web 2']);
  });

  it('that are being written are not taken for mistakes', async () => {
    const lab = files();
    lab.write(WEB, file(pool('web', 3)));
    await lab.look();
    const text = file(pool('web', 3), pool('more', 3));
    for (let length = 0; length < text.length; length += 7) {
      lab.write(WEB, text.slice(0, length));
      expect(await lab.look(0.05)).toBe(false);
      expect([lab.pools(), lab.errors()]).toEqual([['web 3'], []]);
    }
    lab.write(WEB, text);
    await lab.look(0.5);
    expect(await lab.look(0.5)).toBe(true);
    expect(lab.pools()).toEqual(['web 3', 'more 3']);
  });

  it('that come while the agent runs are waited for, too', async () => {
    const lab = files();
    await lab.look();
    lab.write(WEB, file(pool('web')));
    expect(await lab.look(0.5)).toBe(false);
    lab.write(WEB, file(pool('web', 2)));
    await lab.look(0.5);
    expect(await lab.look(0.5)).toBe(true);
    expect(lab.pools()).toEqual(['web 2']);
  });

  it('that never stay as they are, are taken as they are now and then', async () => {
    const lab = files();
    await lab.look();
    const counts: number[] = [];
    for (let count = 1; count <= 30; count += 1) {
      lab.write(WEB, file(pool('web', count)));
      if (await lab.look(0.5)) counts.push(count);
    }
    expect(counts).toEqual([11, 22]);
    expect(lab.pools()).toEqual(['web 22']);
  });

  it('with a mistake stay in force as they were, and the mistake has its line', async () => {
    const lab = files();
    lab.write(WEB, file(pool('web', 2)));
    await lab.look();
    lab.write(WEB, file(pool('web', 2)).replace('port: 80', 'port: http'));
    await lab.look(0.5);
    expect(await lab.look(0.5)).toBe(true);
    expect(lab.pools()).toEqual(['web 2']);
    expect(lab.errors()).toEqual([`${WEB}:5:36: pools.0.members.0.port: expected a number, found "http"`]);
    expect(await lab.look(0.5)).toBe(false);
    expect(lab.isBlind()).toBe(false);
    lab.write(WEB, file(pool('web', 3)));
    await lab.look(0.5);
    expect(await lab.look(0.5)).toBe(true);
    expect([lab.pools(), lab.errors()]).toEqual([['web 3'], []]);
  });

  it('tell of many mistakes the first and how many more', async () => {
    const lab = files();
    lab.write(WEB, 'pools: [{ name: "a b" }, { nam: c }]');
    await lab.look();
    expect(lab.errors()).toEqual([]);
    await lab.look(0.5);
    expect(lab.errors()).toEqual([
      `${WEB}:1:9: pools.0.monitor: missing, expected a section (names and values) (and 4 more)`,
    ]);
    expect(lab.isBlind()).toBe(true);
  });

  it('that are gone take their pools along, when they do not come back at once', async () => {
    const lab = files();
    lab.write(WEB, file(pool('web')));
    await lab.look();
    lab.remove(WEB);
    expect(await lab.look(0.5)).toBe(false);
    lab.write(WEB, file(pool('web', 2)));
    await lab.look(0.5);
    await lab.look(0.5);
    expect(lab.pools()).toEqual(['web 2']);
    lab.remove(DIRECTORY);
    await lab.look(0.5);
    expect(await lab.look(0.5)).toBe(true);
    expect([lab.pools(), lab.errors()]).toEqual([[], []]);
  });

  it('that can not be read keep their pools, and are read again when they can', async () => {
    const lab = files();
    lab.write(WEB, file(pool('web')));
    await lab.look();
    lab.remove(WEB);
    lab.write(`${WEB}.error`, 'denied permission denied (EACCES)');
    lab.write(`${DIRECTORY}/.list`, 'web.yaml\n');
    await lab.look(0.5);
    expect(await lab.look(4.9)).toBe(false);
    expect(await lab.look(0.1)).toBe(true);
    expect([lab.pools(), lab.errors()]).toEqual([['web 1'], [`${WEB}: permission denied (EACCES)`]]);
    lab.write(`${WEB}.error`, 'deadline no answer within 1000 ms');
    expect(await lab.look(5)).toBe(false);
    expect(await lab.look(5)).toBe(false);
    lab.write(WEB, file(pool('web')));
    await lab.look(0.5);
    expect(await lab.look(0.5)).toBe(true);
    expect([lab.pools(), lab.errors()]).toEqual([['web 1'], []]);
  });

  it('in a directory that can not be listed keep their pools', async () => {
    const lab = files();
    lab.write(WEB, file(pool('web')));
    await lab.look();
    lab.remove(DIRECTORY);
    lab.write(`${DIRECTORY}.error`, 'denied permission denied (EACCES)');
    for (let time = 0; time < 3; time += 1) await lab.look(0.5);
    expect([lab.pools(), lab.errors(), lab.isBlind()]).toEqual([
      ['web 1'],
      [`${DIRECTORY}: permission denied (EACCES)`],
      true,
    ]);
  });

  it('that hang delay no other one', async () => {
    const lab = files([DIRECTORY], 100);
    lab.write(WEB, file(pool('web')));
    const hung = join(lab.root, DIRECTORY, 'hung.yaml');
    execFileSync('mkfifo', [hung]);
    onTestFinished(() => closeSync(openSync(hung, 'r+')));
    await lab.look();
    await lab.look(5);
    expect(lab.pools()).toEqual(['web 1']);
    expect(lab.errors()).toEqual([expect.stringContaining('hung.yaml: ')]);
    expect(lab.isBlind()).toBe(true);
  });
});
