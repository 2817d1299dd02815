import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { quickRule } from '../../support/quick-rule.ts';
import { type Agent, only, startAgent } from './agent/agent.ts';
import { type Broker, startBroker } from './agent/broker.ts';
import { openConnections, RULES } from './conntrack/connections.ts';
import { openShell, type Shell } from './shell.ts';
import { until as inTime } from './until.ts';

const MAX = '/proc/sys/net/netfilter/nf_conntrack_max';
const LIMIT = 64;
const QUICK_RULES = '/run/netsteward-rules.yaml';
const SETTINGS = `${only('conntrack', '500ms')}
alerts: { shipped_rules: false, rule_files: [${QUICK_RULES}], evaluation_interval: 1s }
actions: { conntrack-limit: { mode: auto, growth_over: 500ms, settle: 1s, cooldown: 0s, verify_within: 180s } }
`;

const limit = () => Number(readFileSync(MAX, 'utf8'));
/** Says what the agent has told where something does not come. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await inTime(what, isSo, 180_000, 200).catch((error: unknown) => {
    const messages = broker.arrived.map(({ message }) => message);
    throw new Error(`${what}; told:\n${messages.slice(-20).join('\n')}`, { cause: error });
  });
}

let agent: Agent;
let broker: Broker;
let shell: Shell;
let before = '';

beforeAll(async () => {
  execFileSync('modprobe', ['nf_conntrack']);
  // Otherwise the kernel says nothing of the second full table within five seconds of the first (net_ratelimit).
  writeFileSync('/proc/sys/net/core/message_cost', '0');
  before = readFileSync(MAX, 'utf8');
  writeFileSync(QUICK_RULES, quickRule('conntrack.yaml', 'ConntrackNearlyFull', { for: '1s', kept: '0s' }));
  shell = openShell('');
  await shell.run(`ip link set lo up && nft -f - <<'END'\n${RULES}\nEND`);
  broker = await startBroker();
  agent = await startAgent(SETTINGS);
});
afterAll(async () => {
  await agent?.stop();
  await broker?.end();
  await shell?.run('nft delete table inet filling; conntrack -F');
  shell?.end();
  if (before !== '') writeFileSync(MAX, before);
});

const told = () => broker.arrived.flatMap(({ type }) => (type.startsWith('netsteward.action.') ? type.slice(18) : []));
const times = (what: string) => told().filter((one) => one === what).length;

it('the agent alone raises the limit of a full table, and leaves it to whoever resets it again and again', {
  timeout: 900_000,
}, async () => {
  writeFileSync(MAX, String(LIMIT));
  const connections = openConnections('', 100, true);
  await until('the limit is raised and proven', () => times('done') === 1);
  expect(limit()).toBeGreaterThanOrEqual(2 * LIMIT);
  await until('those that were refused come in', () => connections.open() === 100);

  for (const round of [1, 2]) {
    writeFileSync(MAX, String(LIMIT));
    openConnections('', 5, false);
    await until(`reset ${round} is noticed`, () => times('reverted') === round);
    if (round === 1) await until('the limit is raised again', () => times('done') === 2);
  }
  await until('it is contested', () => times('contested') === 1);
  await until('it is left alone', () => times('refused') >= 1);
  expect(limit()).toBe(LIMIT);
  expect(times('begun')).toBe(2);
  expect(told().filter((what) => what !== 'refused')).toEqual([
    ...['begun', 'done', 'reverted'],
    ...['begun', 'done', 'reverted', 'contested'],
  ]);
  const figures = await agent.metrics();
  expect(figures).toContain('netsteward_actions_total{action="conntrack-limit",outcome="done"} 2');
  expect(figures).toMatch(/netsteward_actions_suppressed_total\{action="conntrack-limit",guard="ownership"\} [1-9]/);
});
