import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { privateDirectory } from '../../test/support/private-directory.ts';
import type { Host } from '../host/host.ts';
import { recordedHost } from '../host/recorded-host.ts';
import { findDaemons } from './daemons.ts';

const signal = AbortSignal.timeout(300_000);

/** A host with these files; a socket is an empty file here, as nobody connects. */
function hostWith(files: Readonly<Record<string, string>>) {
  const root = privateDirectory();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return recordedHost(root);
}

const find = (files: Readonly<Record<string, string>>, directories: readonly string[] = [], environment = {}) =>
  findDaemons(hostWith(files), { run_directories: directories }, signal, environment);

describe('the daemons of Open vSwitch', () => {
  it('are found by their pid files where they usually run', async () => {
    const files = {
      '/run/openvswitch/ovs-vswitchd.pid': '4711\n',
      '/run/openvswitch/ovs-vswitchd.4711.ctl': '',
      '/run/openvswitch/ovs-vswitchd.17.ctl': '',
      '/run/openvswitch/ovsdb-server.pid': '4700\n',
      '/run/openvswitch/ovsdb-server.4700.ctl': '',
      '/run/openvswitch/db.sock': '',
    };
    const place = { name: '', runDirectory: '/run/openvswitch', database: '/run/openvswitch/db.sock' };
    expect(await find(files)).toEqual([
      { kind: 'vswitchd', pid: 4711, unixctl: '/run/openvswitch/ovs-vswitchd.4711.ctl', ...place },
      { kind: 'ovsdb', pid: 4700, unixctl: '/run/openvswitch/ovsdb-server.4700.ctl', ...place },
    ]);
  });

  it('are looked for once when several collectors ask at the same moment, and again later', async () => {
    let listings = 0;
    const host = hostWith({ '/run/openvswitch/ovs-vswitchd.pid': '4711\n' });
    const counting: Host = {
      ...host,
      list: (directory, asking) => {
        listings += 1;
        return host.list(directory, asking);
      },
    };
    const ask = () => findDaemons(counting, { run_directories: [] }, signal, {});
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(second).toEqual(first);
    expect(listings).toBe(1);
    await ask();
    expect(listings).toBe(2);
  });

  it('are looked for again when the search that could be shared was given up', async () => {
    const host = hostWith({ '/run/openvswitch/ovs-vswitchd.pid': '4711\n' });
    const given = findDaemons(host, { run_directories: [] }, AbortSignal.abort(), {});
    const own = findDaemons(host, { run_directories: [] }, signal, {});
    await expect(given).rejects.toThrow('no longer wanted');
    expect(await own).toMatchObject([{ pid: 4711 }]);
  });

  it('are none on a host without Open vSwitch', async () => {
    expect(await find({})).toEqual([]);
    expect(await find({ '/run/openvswitch/.list': '' })).toEqual([]);
  });

  it('are looked for in OVS_RUNDIR, and in configured directories instead, with names of their own after the first', async () => {
    const files = {
      '/a/ovs-vswitchd.pid': '1\n',
      '/b/ovs-vswitchd.pid': '2\n',
      '/b/vswitchd.ctl': '',
      '/c/ovs-vswitchd.pid': '3\n',
      '/c/ovs-vswitchd.ctl': '',
    };
    const about = (daemons: Awaited<ReturnType<typeof find>>) => daemons.map(({ name, unixctl }) => [name, unixctl]);
    expect(about(await find(files, [], { OVS_RUNDIR: '/a' }))).toEqual([['', '/a/ovs-vswitchd.1.ctl']]);
    expect(about(await find(files, ['/b', '/none', '/c'], { OVS_RUNDIR: '/a' }))).toEqual([
      ['', '/b/vswitchd.ctl'],
      ['/c', '/c/ovs-vswitchd.ctl'],
    ]);
  });

  it('that were stopped are not found, although an earlier one, which was killed, left its socket', async () => {
    expect(await find({ '/run/openvswitch/ovs-vswitchd.99.ctl': '', '/run/openvswitch/br0.mgmt': '' })).toEqual([]);
  });

  it('are not guessed from a pid file that holds no process id', async () => {
    const wrong = find({ '/run/openvswitch/ovs-vswitchd.pid': '\n' });
    await expect(wrong).rejects.toThrow('/run/openvswitch/ovs-vswitchd.pid:1: expected a process id');
  });

  it('that may not be looked for are an error that says what is missing', async () => {
    await expect(find({ '/run/openvswitch.error': 'denied EACCES' })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('group that owns the run directory (openvswitch in most distributions)'),
    });
    const files = { '/run/openvswitch/ovs-vswitchd.pid.error': 'denied EACCES' };
    await expect(find(files)).rejects.toMatchObject({ kind: 'denied', target: '/run/openvswitch/ovs-vswitchd.pid' });
  });
});
