import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { z } from 'zod';
import type { CloudEvent } from '../../src/core/event.ts';
import { parseCsv } from '../../src/haproxy/csv.ts';
import type { Entry } from '../../src/remediation/journal/entry.ts';
import { readJournal } from '../../src/remediation/journal/journal.ts';
import { type AgentProcess, agentProcess, onlyCollectors } from './agent-process.ts';
import { type BackEnd, backEnd, loopbackAddress, type Mood } from './back-end.ts';
import { freePort } from './free-port.ts';
import { startHaproxy, type TestHaproxy } from './haproxy.ts';
import { privateDirectory } from './private-directory.ts';
import { quickRule } from './quick-rule.ts';
import { runCli, type Told } from './run-cli.ts';

/** A decision as `/actions` and `netsteward actions --json` have it. */
const decision = z.looseObject({
  kind: z.literal('decision'),
  subject: z.string(),
  object: z.string(),
  outcome: z.string(),
  words: z.string(),
});
export type ToldDecision = z.output<typeof decision>;
const told = z.array(z.union([decision, z.looseObject({ kind: z.string() })]));

/** A real HAProxy whose members answer its checks by TCP, while the page that ours ask for may fail. */
export type LyingLab = {
  readonly haproxy: TestHaproxy;
  readonly become: (name: string, mood: Mood) => Promise<void>;
  /** `UP`, `DRAIN`. */
  readonly status: (name: string) => Promise<string>;
  /** Starts the agent, in the same directory each time. `settings` go over those of the lab, section by section. */
  readonly start: (settings?: LabSettings) => Promise<AgentProcess>;
  /** A command with the agent's configuration. */
  readonly cli: (...args: readonly string[]) => Promise<Told>;
  readonly events: (type: string) => Promise<readonly CloudEvent[]>;
  /** Entries of the journal. */
  readonly entries: () => Promise<readonly Entry[]>;
  readonly directory: string;
  readonly journalFolder: string;
};

export type LabSettings = {
  readonly action?: object;
  readonly remediation?: object;
  readonly alerts?: object;
  readonly more?: object;
  /** How long the alert goes on firing when it does not hold any more, as over a start of the agent. */
  readonly keepFiringFor?: string;
  /** Further options of the command line. */
  readonly options?: readonly string[];
};

const MEMBERS = ['one', 'two', 'three'];
const ACTION = { watch: '500ms', dead_for: 0, healthy_for: 0, failures: 2, settle: 0, min_active: 2 };

/** The label of the alert, and of a person who asks for the action. */
export const entryOf = (name: string) => `admin:web/${name}`;

export async function lyingLab(context: TestContext): Promise<LyingLab> {
  const directory = privateDirectory();
  const address = loopbackAddress();
  const members = new Map<string, BackEnd>();
  for (const [index, name] of MEMBERS.entries()) members.set(name, await backEnd(address, 8_080 + index));
  const front = await freePort();
  const haproxy = await startHaproxy(context, haproxyConfig(front, address, members));
  keepClientsComing(front);
  const rules = path.join(directory, 'rules.yaml');
  const pool = {
    name: 'web',
    monitor: { kind: 'http', path: '/', delay: '200ms', timeout: '150ms', rise: 2, fall: 2 },
    members: [...members].map(([name, { port }]) => ({ name, address, port })),
  };
  const settings = ({ action, remediation, alerts, more }: LabSettings) => ({
    collectors: onlyCollectors({
      health: { pools: [pool], interval: '1s' },
      haproxy: { sockets: [haproxy.admin], interval: '1s' },
      'lb-agreement': { after: '1s', interval: '1s' },
    }),
    alerts: { shipped_rules: false, rule_files: [rules], evaluation_interval: '500ms', ...alerts },
    actions: { 'lb-member': { ...ACTION, ...action } },
    remediation: { ...remediation },
    ...more,
  });
  const config = path.join(directory, 'agent.yaml');
  const journalFolder = path.join(directory, 'state/actions');
  const cli = async (...args: readonly string[]) => await runCli(...args, '--config', config);
  return {
    haproxy,
    directory,
    journalFolder,
    cli,
    become: async (name, mood) => await members.get(name)?.become(mood),
    status: async (name) => await statusOf(haproxy, name),
    start: async (given = {}) => {
      writeFileSync(
        rules,
        quickRule('health.yaml', 'BalancerDisagrees', { for: '1s', kept: given.keepFiringFor ?? '0s' }),
      );
      return await agentProcess(settings(given), directory, given.options);
    },
    events: async (type) => {
      const { out } = await cli('events', '--since', '1h', '--json');
      const events: readonly CloudEvent[] = out.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
      return events.filter((event) => event.type.startsWith(`netsteward.${type}`));
    },
    entries: async () => (await readJournal(journalFolder)).written.map(({ entry }) => entry),
  };
}

/** What the agent tells of its decisions over HTTP, the newest first. */
export async function decisionsOf({ url }: Pick<AgentProcess, 'url'>): Promise<readonly ToldDecision[]> {
  const all = told.parse(await (await fetch(`${url}/actions`)).json());
  return all.flatMap((one) => {
    const read = decision.safeParse(one);
    return read.success ? read.data : [];
  });
}

/** Counts of a counter that are not zero. */
export async function countsOf(
  { figures }: Pick<AgentProcess, 'figures'>,
  counter: string,
): Promise<readonly string[]> {
  return (await figures(`${counter}{`)).filter((line) => !line.endsWith(' 0'));
}

function haproxyConfig(front: number, address: string, members: ReadonlyMap<string, BackEnd>): string {
  const lines = [...members].map(([name, { port }]) => `  server ${name} ${address}:${port} check inter 100ms`);
  return `  retries 0
frontend front
  bind 127.0.0.1:${front}
  default_backend web
backend web
  balance roundrobin
${lines.join('\n')}
`;
}

async function statusOf(haproxy: TestHaproxy, name: string): Promise<string> {
  const { rows } = parseCsv('show stat', await haproxy.ask('show stat -1 4 -1'));
  return rows.find(({ cell }) => cell('svname') === name)?.cell('status') ?? '';
}

/** Clients come all the time until the test has finished. */
function keepClientsComing(port: number): void {
  let isOver = false;
  const coming = (async () => {
    for (let count = 0; count < 100_000 && !isOver; count += 1) await visit(port);
  })();
  onTestFinished(async () => {
    isOver = true;
    await coming;
  });
}

function visit(port: number): Promise<void> {
  return new Promise((resolve) => {
    const request = http.get({ port, host: '127.0.0.1', agent: false, timeout: 2_000 }, (response) => {
      response.resume().on('end', () => setTimeout(resolve, 5));
    });
    request.on('error', () => setTimeout(resolve, 50)).on('timeout', () => request.destroy());
  });
}
