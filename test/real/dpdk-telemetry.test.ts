import { execFileSync } from 'node:child_process';

import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { isList, isObject } from '../../src/core/json.ts';
import { type RealHost, realHost } from '../../src/host/real-host.ts';
import { startSwitch } from '../support/ovs.ts';
import { programPath } from '../support/programs.ts';

const soon = () => AbortSignal.timeout(10_000);

function door(): RealHost {
  const host = realHost();
  onTestFinished(() => host.close());
  return host;
}

async function dpdkSwitch(context: TestContext) {
  if (programPath('socat') === undefined) context.skip('socat is not installed');
  const ovs = await startSwitch(context, { dpdk: true });
  ovs.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
  for (const [index, name] of ['n0', 'n1'].entries()) {
    const devargs = `options:dpdk-devargs=net_null${index},no-rx=1`;
    ovs.vsctl('add-port', 'br0', name, '--', 'set', 'Interface', name, 'type=dpdk', devargs);
  }
  return ovs;
}

/** The processes that connect this test to the socket. */
function connectors(socket: string): readonly number[] {
  const pids = execFileSync('ps', ['-e', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return pids.flatMap((line) => {
    const [, pid, args] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return args?.startsWith('socat') && args.includes(socket) ? [Number(pid)] : [];
  });
}

describe('the telemetry socket of a DPDK process', () => {
  it('answers many at once, each with its own answer, over one connection', async (context) => {
    const { telemetry } = await dpdkSwitch(context);
    const host = door();
    const ask = (command: string) => host.telemetry(telemetry, command, soon());
    const ports = [0, 1, 0, 1, 1, 0].map((port) => ask(`/ethdev/info,${port}`));
    const names = (await Promise.all(ports)).map((info) => (isObject(info) ? info.name : info));
    expect(names).toEqual(['net_null0', 'net_null1', 'net_null0', 'net_null1', 'net_null1', 'net_null0']);
    expect(await ask('/ethdev/list')).toEqual([0, 1]);
    expect(await ask('/no/such')).toBeNull();
    const commands = await ask('/');
    expect(isList(commands) && commands.includes('/ethdev/stats')).toBe(true);
    expect(connectors(telemetry)).toHaveLength(1);
  });

  it('is asked again over a new connection when the one before was lost', async (context) => {
    const { telemetry } = await dpdkSwitch(context);
    const host = door();
    const list = () => host.telemetry(telemetry, '/ethdev/list', soon());
    await list();
    const [first = 0] = connectors(telemetry);
    process.kill(first, 'SIGKILL');
    for (let wait = 0; connectors(telemetry).length > 0 && wait < 3000; wait += 1) await delay(5);
    expect(await list()).toEqual([0, 1]);
    host.close();
    for (let wait = 0; connectors(telemetry).length > 0 && wait < 3000; wait += 1) await delay(5);
    expect(connectors(telemetry)).toEqual([]);
  });

  it('of a process that hangs is silence, and absent when the process is gone', async (context) => {
    const ovs = await dpdkSwitch(context);
    const host = door();
    const list = (ms: number) => host.telemetry(ovs.telemetry, '/ethdev/list', AbortSignal.timeout(ms));
    process.kill(ovs.pid(), 'SIGSTOP');
    const kinds = await Promise.all(
      [list(60), list(80)].map((one) => one.catch((error: { kind: string }) => error.kind)),
    );
    expect(kinds).toEqual(['deadline', 'deadline']);
    process.kill(ovs.pid(), 'SIGCONT');
    expect(await list(10_000)).toEqual([0, 1]);
    await ovs.kill('ovs-vswitchd');
    await expect(list(10_000)).rejects.toMatchObject({
      kind: 'absent',
      message: expect.stringContaining('Connection refused'),
    });
  });

  it('that is not there is absent, and without socat the answer says what is missing', async (context) => {
    if (programPath('socat') === undefined) context.skip('socat is not installed');
    const host = door();
    const none = host.telemetry('/run/dpdk/none/dpdk_telemetry.v2', '/ethdev/list', soon());
    await expect(none).rejects.toMatchObject({ kind: 'absent' });
    const environment = { ...process.env, PATH: '/none' };
    const script = `
      const { openSession } = await import('${import.meta.dirname}/../../src/host/telemetry/session.ts');
      await openSession('/s', () => {}).ask('/', AbortSignal.timeout(9000)).catch((error) => console.log(error.kind, error.message));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: environment,
      encoding: 'utf8',
    });
    expect(said).toBe('refused /s: socat is not installed, which talks to it\n');
  });

  it('is let go when the agent is killed', async (context) => {
    const { telemetry } = await dpdkSwitch(context);
    const script = `
      const { realHost } = await import('${import.meta.dirname}/../../src/host/real-host.ts');
      await realHost().telemetry('${telemetry}', '/ethdev/list', AbortSignal.timeout(9000));
      console.log('asked');
      process.kill(process.pid, 'SIGKILL');`;
    expect(() =>
      execFileSync(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'pipe' }),
    ).toThrow();
    for (let wait = 0; connectors(telemetry).length > 0 && wait < 3000; wait += 1) await delay(5);
    expect(connectors(telemetry)).toEqual([]);
  });
});
