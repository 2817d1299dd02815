import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { observeUnit } from './observe-unit.ts';
import { restartSettings } from './settings.ts';

const signal = new AbortController().signal;
const shown = (main: number) =>
  `MainPID=${main}\nExecMainPID=${main}\nLoadState=loaded\nActiveState=active\nSubState=running\nActiveEnterTimestampMonotonic=40000000\n`;
const ABSENT = 'LoadState=not-found\nActiveState=inactive\nSubState=dead\n';

/** Where systemctl says this of units, in the place of a systemd; the real one is asked in a guest of the lab. */
function hostWith(units: Readonly<Record<string, string>>, groups: Readonly<Record<number, string>> = {}): Host {
  const root = privateDirectory();
  const write = (file: string, text: string) => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write('proc/uptime', '100.50 190.00\n');
  for (const [pid, text] of Object.entries(groups)) write(`proc/${pid}/cgroup`, text);
  return { ...recordedHost(root), run: async (argv) => units[argv.at(-1) ?? ''] ?? ABSENT };
}

const find = (host: Host, seen: { pid: number | null; state: string | null }, given: object = {}, daemon = '') =>
  observeUnit(host, restartSettings.parse(given), daemon, seen, signal);

it.each([
  '0::/system.slice/ovs-vswitchd.service\n',
  '12:cpu:/\n1:name=systemd:/system.slice/ovs-vswitchd.service\n0::/\n',
  '0::/system.slice/ovs-vswitchd.service/sub\n',
])('the service of a daemon is the one whose control group it is in: %j', async (group) => {
  const host = hostWith({ 'ovs-vswitchd.service': shown(483), 'openvswitch-switch.service': shown(1) }, { 483: group });
  expect((await find(host, { pid: 483, state: 'S' })).unit).toMatchObject({
    name: 'ovs-vswitchd.service',
    activeFor: 60.5,
  });
});

it('a daemon in a service that nobody has configured is left alone', async () => {
  const host = hostWith({ 'ovs-vswitchd.service': shown(0) }, { 483: '0::/system.slice/docker-abc.service\n' });
  expect(await find(host, { pid: 483, state: 'S' })).toEqual({
    unit: null,
    unitTrouble:
      'it runs in docker-abc.service, which is none of the configured services: ovs-vswitchd.service, openvswitch-switch.service',
  });
  // A number that is somebody else's by now says nothing.
  expect((await find(host, { pid: 483, state: null })).unit).toMatchObject({ name: 'ovs-vswitchd.service' });
});

it('that of a daemon that is gone is the one whose main process it was, or else the first that there is', async () => {
  const both = { 'ovs-vswitchd.service': shown(1), 'openvswitch-switch.service': shown(483) };
  expect((await find(hostWith(both), { pid: 483, state: null })).unit?.name).toBe('openvswitch-switch.service');
  expect((await find(hostWith(both), { pid: 77, state: null })).unit?.name).toBe('ovs-vswitchd.service');
  const old = { 'openvswitch-switch.service': shown(0) };
  expect((await find(hostWith(old), { pid: 77, state: null })).unit?.name).toBe('openvswitch-switch.service');
});

it('what there is no service for, or no systemd, is told', async () => {
  expect((await find(hostWith({}), { pid: 1, state: null })).unitTrouble).toBe(
    'systemd knows none of ovs-vswitchd.service, openvswitch-switch.service',
  );
  expect((await find(hostWith({}), { pid: 1, state: null }, {}, '/run/ovs2')).unitTrouble).toBe(
    'no service is configured for /run/ovs2',
  );
  const host: Host = {
    ...hostWith({}),
    run: () => Promise.reject(new HostError('refused', 'systemctl show', 'System has not been booted with systemd')),
  };
  expect((await find(host, { pid: 1, state: null })).unitTrouble).toMatch(/not been booted with systemd/);
});
