import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AgentProcess, agentProcess, buildAgent, onlyCollectors } from '../support/agent-process.ts';
import { loopbackAddress, serverProcess } from '../support/back-end.ts';
import { eventually } from '../support/eventually.ts';
import { ip, networkNamespace, noNamespaces } from '../support/network-namespace.ts';
import { privateDirectory } from '../support/private-directory.ts';

beforeAll(buildAgent);

/** A busy machine may keep a server of its own waiting for a second, but not thrice. */
const monitor = { kind: 'http', delay: '1s', timeout: '1s', rise: 2, fall: 3 };
/** Long enough for members to be lost and found on a busy machine. */
const LONG = { timeout: 40_000 };

function settingsFor(health: object): object {
  return { collectors: onlyCollectors({ health: { files: [], interval: '500ms', ...health } }) };
}

const told = (agent: AgentProcess) =>
  agent
    .events('health')
    .map(({ severity, type, data }) => `${severity} ${type.replace('netsteward.health.', '')} ${data.message}`);

const up = async (agent: AgentProcess) =>
  (await agent.figures('netsteward_health_member_up')).map((line) => line.replace(/.*member="([^"]*)"\} /, '$1 '));

describe('members of this machine', () => {
  it('are told once when their server is killed and once when it is back, with the right figures', async () => {
    const [one, two] = [loopbackAddress(), loopbackAddress()];
    const killOne = await serverProcess(one);
    const killTwo = await serverProcess(two);
    const members = [
      { name: 'one', address: one, port: 8080 },
      { name: 'two', address: two, port: 8080 },
    ];
    const pool = { name: 'web', virtual_addresses: ['192.0.2.1:443'], monitor, members };
    const agent = await agentProcess(settingsFor({ pools: [pool] }));
    await eventually(() => up(agent), LONG).toEqual(['one 1', 'two 1']);
    expect(told(agent)).toEqual([]);

    await killOne();
    await eventually(() => up(agent), LONG).toEqual(['one 0', 'two 1']);
    expect(await agent.figures('netsteward_health_pool_members_healthy{')).toEqual(['pool="web"} 1']);
    await killTwo();
    await eventually(() => up(agent), LONG).toEqual(['one 0', 'two 0']);
    const healthy = 'netsteward_health_virtual_address_members_healthy';
    expect(await agent.figures(healthy)).toEqual(['{virtual_address="192.0.2.1:443"} 0']);
    const [lost] = agent.events('health');
    expect(lost).toMatchObject({
      subject: 'web/one',
      data: {
        field: 'state',
        before: 'ACTIVE',
        after: 'INACTIVE',
        details: { pool: 'web', address: one, port: 8080, reason: 'refused' },
      },
    });
    expect(lost?.data.details?.last_results).toMatch(/ok [\d.]+ ms, refused[^,]*, refused[^,]*, refused[^,]*$/);

    // A new beginning of the agent's reading is none of its members'.
    agent.signal('SIGHUP');
    await eventually(() => agent.events('agent').map(({ type }) => type)).toContain(
      'netsteward.agent.configuration-reloaded',
    );
    await eventually(() => up(agent), LONG).toEqual(['one 0', 'two 0']);
    await serverProcess(one);
    await serverProcess(two);
    await eventually(() => up(agent), LONG).toEqual(['one 1', 'two 1']);

    const events = told(agent);
    expect(events.slice(0, 5)).toEqual([
      'warning member-state-changed web/one: INACTIVE, was ACTIVE: refused',
      'warning pool-status-changed web: DEGRADED, was ONLINE: 1 of 2 enabled members are ACTIVE',
      'warning member-state-changed web/two: INACTIVE, was ACTIVE: refused',
      'critical pool-status-changed web: ERROR, was DEGRADED: 0 of 2 enabled members are ACTIVE',
      'critical virtual-address-served-changed 192.0.2.1:443: no healthy member in web',
    ]);
    // Which of the two comes back first, or whether both do in one reading, is up to the machine.
    const back = events.slice(5).map((line) => line.replace(/ was (ERROR|DEGRADED).*/, ''));
    expect([...new Set(back)].sort()).toEqual(
      expect.arrayContaining([
        'info member-state-changed web/one: ACTIVE, was INACTIVE',
        'info member-state-changed web/two: ACTIVE, was INACTIVE',
        'info pool-status-changed web: ONLINE,',
        'info virtual-address-served-changed 192.0.2.1:443: served again by web',
      ]),
    );
    expect(back.filter((line) => line.includes('member-state-changed'))).toHaveLength(2);
    const transitions = await agent.figures('netsteward_health_member_transitions_total');
    expect(transitions).toEqual(['{pool="web",member="one"} 2', '{pool="web",member="two"} 2']);
    expect(await agent.figures('netsteward_health_checker_missed_total')).toEqual([' 0']);
  }, 120_000);

  it('of a file that a controller writes are checked as soon as it is written, and stay when it has a mistake', async () => {
    const address = loopbackAddress();
    await serverProcess(address);
    const directory = privateDirectory();
    const file = path.join(directory, 'web.yaml');
    const write = (...ports: readonly (number | string)[]) =>
      writeFileSync(
        file,
        `pools:\n  - name: web\n    monitor: ${JSON.stringify(monitor)}\n    members:\n${ports.map((port) => `      - { name: m${port}, address: ${address}, port: ${port} }\n`).join('')}`,
      );
    const agent = await agentProcess(settingsFor({ files: [directory] }));
    await eventually(() => agent.figures('netsteward_collector_outcome{collector="health",outcome="absent"}')).toEqual([
      ' 1',
    ]);
    write(8080);
    await eventually(() => up(agent), LONG).toEqual(['m8080 1']);
    write(8080, 'http');
    const partial = 'netsteward_collector_outcome{collector="health",outcome="partial"}';
    await eventually(() => agent.figures(partial), LONG).toEqual([' 1']);
    expect(await up(agent)).toEqual(['m8080 1']);
    write(8080, 8081);
    await eventually(() => up(agent), LONG).toEqual(['m8080 1', 'm8081 0']);
    renameSync(file, `${file}.away`);
    await eventually(() => up(agent), LONG).toEqual([]);
    // Addresses are not all of one length.
    expect(told(agent).map((line) => line.replace(/:6:\d+:/, ':6:…:'))).toEqual([
      `notice pool-file-added ${file}: 1 pool, 1 member`,
      'notice member-added web/m8080: new member, UNKNOWN: not checked yet',
      'notice pool-added web: new pool, UNKNOWN: 0 of 1 enabled members are ACTIVE',
      'info member-state-changed web/m8080: ACTIVE, was UNKNOWN',
      `warning pool-file-error-changed not in force, the pools of this file stay as they were: ${file}:6:…: pools.0.members.1.port: expected a number, found "http"`,
      `info pool-file-error-changed ${file}: in force again, 1 pool, 2 members`,
      'notice member-added web/m8081: new member, UNKNOWN: not checked yet',
      'warning member-state-changed web/m8081: INACTIVE, was UNKNOWN: refused',
      'warning pool-status-changed web: DEGRADED, was ONLINE: 1 of 2 enabled members are ACTIVE',
      `warning pool-file-removed ${file}: the file is gone, and its 1 pool with it`,
      'notice member-removed web/m8080: no longer a member',
      'notice member-removed web/m8081: no longer a member',
      'notice pool-removed web: the pool is gone',
    ]);
    rmSync(`${file}.away`);
  }, 120_000);

  it('are checked from inside another namespace, and not known once it is gone', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    const kill = await serverProcess('127.0.0.1', 8080, netns);
    const members = [{ name: 'inside', address: '127.0.0.1', port: 8080 }];
    const pools = [{ name: 'web', monitor: { ...monitor, netns }, members }];
    const agent = await agentProcess(settingsFor({ pools }));
    await eventually(() => up(agent), LONG).toEqual(['inside 1']);
    await kill();
    await eventually(() => up(agent), LONG).toEqual(['inside 0']);
    ip('netns', 'del', netns);
    await eventually(() => up(agent), LONG).toEqual([]);
    const lines = told(agent);
    expect(lines[0]).toBe('warning member-state-changed web/inside: INACTIVE, was ACTIVE: refused');
    expect(lines[2]).toMatch(/^warning member-state-changed web\/inside: UNKNOWN, was INACTIVE: no-place \(.*\)$/);
  }, 120_000);
});
