// Makes `recorded/switch` anew: `node test/dashboards/record-switch.ts FOLDER`, as root, with Open vSwitch and DPDK.

import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { collectors } from '../../src/collectors/registry.ts';
import { realHost } from '../../src/host/real-host.ts';
import { recorder } from '../../src/host/recorder.ts';
import { readOnce } from '../../src/schedule/read-once.ts';
import { connectStations, stationSpaces } from '../support/datapath-traffic.ts';
import { type PrivateSwitch, startPrivateSwitch } from '../support/private-ovs.ts';

const MOMENTS = 4;
const TRACKING = [
  'table=0,priority=10,arp,actions=NORMAL',
  'table=0,priority=5,ip,ct_state=-trk,actions=ct(table=1,zone=5)',
  'table=1,priority=5,ip,ct_state=+new,actions=ct(commit,zone=5),NORMAL',
  'table=1,priority=4,ip,ct_state=+est,actions=NORMAL',
];
/** Of the first moment everything is kept, of the others what PMD threads count. */
const CHANGING = 'calls/*_pmd-{perf,stats}-show.json';

const [folder = 'switch'] = process.argv.slice(2);
const ovs = await startPrivateSwitch({ dpdk: true, pmdMask: '0x3', otherConfig: ['pmd-perf-metrics=true'] });
try {
  const [one, two] = connectStations(ovs, 'dpdk');
  for (const flow of TRACKING) ovs.ofctl('add-flow', 'br0', flow);
  addPorts(ovs);
  // How much of its PMD a queue takes is known after the first ten seconds.
  one.send(two.address, 2_000, 10);
  await delay(12_000);
  ovs.appctl('dpctl/ct-set-maxconns', '64');
  ovs.appctl('dpctl/ct-set-limits', 'zone=5,limit=48');
  for (let moment = 1; moment <= MOMENTS; moment += 1) {
    one.send(two.address, 200, 100);
    const place = path.join(folder, `moment-${moment}`);
    await record(place, moment === 1 ? ['ovs', 'ovs-bond', 'ovs-conntrack', 'ovs-datapath', 'pmd'] : ['pmd']);
    makeUsual(place);
    if (moment > 1) keepOnly(place, CHANGING);
    await delay(1_000);
  }
} finally {
  for (const space of stationSpaces(ovs)) spawnSync('ip', ['netns', 'del', space]);
  await ovs.end();
}

/** A bond of each kind, a tunnel with BFD, a vhost-user port without a guest, a mirror, queues, a controller that is away. */
function addPorts({ vsctl, ofctl }: PrivateSwitch): void {
  const port = (name: string, ...settings: readonly string[]) =>
    vsctl('add-port', 'br0', name, '--', 'set', 'Interface', name, ...settings);
  port('n0', 'type=dpdk', 'options:dpdk-devargs=net_null0,no-rx=1');
  port('t0', 'type=dpdk', 'options:dpdk-devargs=net_tap0,iface=nstt0', 'options:n_rxq=3');
  port('vhost0', 'type=dpdkvhostuserclient', 'options:vhost-server-path=/tmp/nst-vhost0.sock');
  port('vx0', 'type=vxlan', 'options:remote_ip=10.93.0.2', 'options:key=7', 'bfd:enable=true');
  vsctl('add-br', 'br1', '--', 'set', 'bridge', 'br1', 'datapath_type=netdev', 'rstp_enable=true', 'fail_mode=secure');
  vsctl('set-controller', 'br1', 'tcp:127.0.0.1:1');
  vsctl('set-manager', 'tcp:127.0.0.1:1');
  vsctl('set', 'Interface', 't0', 'cfm_mpid=3');
  for (const [index, mode] of ['active-backup', 'balance-slb', 'balance-tcp'].entries()) {
    const lacp = index === 2 ? ['lacp=active', 'other_config:lacp-fallback-ab=true'] : [];
    vsctl(
      'add-bond',
      'br1',
      `bond${index}`,
      `a${index}`,
      `b${index}`,
      `bond_mode=${mode}`,
      ...lacp,
      ...internal(index),
    );
  }
  vsctl(...['--id=@m', 'create', 'Mirror', 'name=copy', 'select_all=true', '--', 'set', 'Bridge', 'br1', 'mirrors=@m']);
  vsctl(
    ...['set', 'Port', 'n0', 'qos=@q', 'tag=12', '--', '--id=@q', 'create', 'QoS', 'type=egress-policer'],
    ...['other-config:cir=1250000', 'other-config:cbs=2048'],
  );
  ofctl('add-flow', 'br1', 'priority=0,actions=NORMAL');
}

function internal(index: number): readonly string[] {
  return ['a', 'b'].flatMap((side) => ['--', 'set', 'Interface', `${side}${index}`, 'type=internal']);
}

async function record(place: string, names: readonly string[]): Promise<void> {
  mkdirSync(place, { recursive: true });
  const host = realHost();
  const recording = recorder(host, place);
  const settings = { run_directories: [ovs.directory] };
  for (const { name, open } of collectors.filter((one) => names.includes(one.name))) {
    const signal = AbortSignal.timeout(20_000);
    const { outcome, problems } = await readOnce(name, open(recording.host, settings), undefined, 10_000, 0, signal);
    console.log(place, name, outcome, problems.map(({ message }) => message).join('; '));
  }
  await recording.written();
  host.close();
}

/** As if Open vSwitch ran where it does everywhere, on a host called switch1. */
function makeUsual(place: string): void {
  const named = `${ovs.directory.replace(/^\//, '').replaceAll('/', '_')}_`;
  const usual = path.join(place, 'run/openvswitch');
  mkdirSync(path.dirname(usual), { recursive: true });
  renameSync(path.join(place, ovs.directory), usual);
  rmSync(path.join(place, 'tmp'), { recursive: true });
  for (const file of filesIn(place)) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(ovs.directory, '/run/openvswitch').replaceAll(hostname(), 'switch1'));
    renameSync(file, file.replace(named, ''));
  }
}

function keepOnly(place: string, pattern: string): void {
  const kept = new Set(globSync(path.join(place, pattern)));
  for (const file of filesIn(place)) if (!kept.has(file)) rmSync(file);
}

function filesIn(place: string): readonly string[] {
  return globSync(path.join(place, '**/{*,.list}')).filter((file) => statSync(file).isFile());
}
