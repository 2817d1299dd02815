import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Collected } from '../../src/collectors/collector.ts';
import { interfaceKind } from '../../src/collectors/interface/events.ts';
import { createReader } from '../../src/collectors/interface/reader.ts';
import { interfaceSettings } from '../../src/collectors/interface/settings.ts';
import { diffStates } from '../../src/core/diff.ts';
import type { State } from '../../src/core/state.ts';
import type { Host, LinkNotice } from '../../src/host/host.ts';
import { changingHost } from './changing-host.ts';

const recording = join(import.meta.dirname, '../../src/collectors/interface/fixtures/hosts/lab');

export const LINKS = 'commands/ip_-j_-d_-s_-s_link_show';

/** A device in the recorded output of ip. */
export type Dumped = { ifname: string; ifindex: number } & Record<string, unknown>;

export type LabOptions = {
  readonly settings?: unknown;
  /** Stands between the reader and the recorded host. */
  readonly through?: (host: Host) => Host;
  readonly readDeadlineMs?: number;
};

/** A reader on a host recorded from a real kernel, with a clock of its own, and ways to change the host under it. */
export function interfaceLab({ settings = {}, through = (host) => host, readDeadlineMs }: LabOptions = {}) {
  const lab = changingHost(recording, readDeadlineMs);
  const ran: string[] = [];
  let now = 0;
  const reader = createReader(noting(through(lab.host), ran), interfaceSettings.parse(settings), () => now);
  const signal = new AbortController().signal;
  let told: Collected | undefined;

  const collect = async (changed: readonly LinkNotice[] | undefined) => {
    const before = told?.states ?? new Map<string, State>();
    told = await reader.collect({ signal, changed });
    const events = diffStates('interface', [interfaceKind], before, told.states, 0);
    return { ...told, events: events.map(({ data }) => data.message) };
  };

  const editFile = (path: string, edit: (text: string) => string) =>
    lab.write(path, edit(readFileSync(join(lab.root, path), 'utf8')));

  const links = (base = ''): Dumped[] => JSON.parse(readFileSync(join(lab.root, `${base}${LINKS}.txt`), 'utf8'));

  return {
    ...lab,
    reader,
    /** What ip prints about the devices of the host, or of a namespace below `base`. */
    links,
    poll: () => collect(undefined),
    announce: (...changed: readonly (LinkNotice | string)[]) =>
      collect(changed.map((one) => (typeof one === 'string' ? { netns: '', interface: one } : one))),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    /** The programs run since the last call. */
    ran: () => ran.splice(0).sort(),
    editFile,
    editLinks: (edit: (links: Dumped[]) => Dumped[], base = '') =>
      lab.write(`${base}${LINKS}.txt`, JSON.stringify(edit(links(base)))),
    /** Makes ip describe one more device of the host, made from another one. */
    add: (like: string, link: Dumped) => {
      const described = { ...links().find(({ ifname }) => ifname === like), ...link };
      lab.write(`${LINKS}.txt`, JSON.stringify([...links(), described]));
      lab.write(`${LINKS}_dev_${link.ifname}.txt`, JSON.stringify([described]));
    },
    /** Adds a device to the counters of the host, or of a namespace below `base`. */
    count: (name: string, base = '') =>
      editFile(`${base}proc/net/dev`, (text) => `${text}${name}: ${'0 '.repeat(16)}\n`),
    uncount: (name: string) => editFile('proc/net/dev', (text) => text.replace(new RegExp(`^ *${name}:.*\n`, 'm'), '')),
    /** Changes attributes of a device of the host. */
    sysfs: (name: string, files: Readonly<Record<string, string | number>>) => {
      for (const [file, value] of Object.entries(files)) lab.write(`sys/class/net/${name}/${file}`, `${value}\n`);
    },
    rename: (from: string, to: string) => renameSync(join(lab.root, from), join(lab.root, to)),
    /** Puts a FIFO that nobody writes to where the file is. */
    hang: (path: string) => {
      const file = join(lab.root, path);
      rmSync(file, { force: true });
      execFileSync('mkfifo', [file]);
      // Whoever is still waiting for it is let go.
      onTestFinished(() => closeSync(openSync(file, 'r+')));
    },
  };
}

function noting(door: Host, ran: string[]): Host {
  return {
    ...door,
    run: (argv, signal) => {
      ran.push(`${door.netns === '' ? '' : `${door.netns}: `}${argv.join(' ')}`);
      return door.run(argv, signal);
    },
    namespaces: async (signal) =>
      (await door.namespaces(signal)).map((namespace) =>
        'host' in namespace ? { ...namespace, host: noting(namespace.host, ran) } : namespace,
      ),
  };
}

/** The points of a metric, each as its labels and its number with spaces between, leaving out empty labels. */
export function figures({ families }: Pick<Collected, 'families'>, name: string): readonly string[] {
  const family = families().find(({ definition }) => definition.name === `netsteward_interface_${name}`);
  return (family?.points ?? []).map(({ labels, value }) =>
    [...labels.filter((label) => label !== ''), value].join(' '),
  );
}

export const fieldsOf = ({ states }: Pick<Collected, 'states'>, subject: string) =>
  states.get(`interface/${subject}`)?.fields;
