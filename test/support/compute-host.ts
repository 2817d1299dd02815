import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { privateDirectory } from './private-directory.ts';

const root = path.resolve(import.meta.dirname, '../..');
const recordings = {
  guests: path.join(root, 'src/collectors/placement/fixtures/hosts/two-nodes'),
  nodes: path.join(root, 'src/collectors/numa/fixtures/hosts/two-nodes'),
  links: path.join(root, 'src/collectors/interface/fixtures/hosts/lab'),
  functions: path.join(root, 'src/collectors/vf/fixtures/hosts/set-up'),
  vswitch: path.join(root, 'src/collectors/ovs/fixtures/hosts/3.1-dpdk'),
  bonds: path.join(root, 'test/golden/recorded'),
} as const;

/** The two cards, each with virtual functions on a NUMA node of its own, and what they are in the other recordings. */
const cards = [
  { name: 'eth1', address: '0000:41:00.0', functions: 'pf0', slave: 'e0', carrier: false },
  { name: 'eth0', address: '0000:81:00.0', functions: 'pf1', slave: 'e1', carrier: true },
] as const;

type Link = { readonly ifname: string; readonly vfinfo_list?: readonly unknown[] } & Readonly<Record<string, unknown>>;

/**
 * A recorded compute node, put together from recordings of its parts: two NUMA nodes with four guests, a card with virtual
 * functions on each, an active-backup bond over both of which the link on node 0 is down, a VLAN, a VXLAN and a bridge
 * with a namespace on it, and Open vSwitch with DPDK, a bond and two PMDs. Collectors of what is not recorded
 * (`notRecorded`) have to be switched off. Returns its folder, which goes with the test.
 */
export function computeHost(): string {
  const host = path.join(privateDirectory(), 'host');
  for (const part of [recordings.guests, recordings.nodes, recordings.links, recordings.vswitch]) {
    cpSync(part, host, { recursive: true });
  }
  for (const part of ['proc/net/stat', 'proc/sys/net', 'proc/slabinfo', 'facts.json']) {
    cpSync(path.join(recordings.bonds, part), path.join(host, part), { recursive: true });
  }
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(host, file)), { recursive: true });
    writeFileSync(path.join(host, file), text);
  };
  writeBond(host, write);
  writeLinks(write);
  writeSwitch(write);
  return host;
}

export const notRecorded: readonly string[] = ['ovs-conntrack', 'ovs-datapath'];

type Write = (file: string, text: string) => void;

/** The bond of the golden host, with the cards as its slaves. */
function writeBond(host: string, write: Write): void {
  const asHere = (text: string) =>
    cards.reduce((so, { slave, name }) => so.replaceAll(new RegExp(`\\b${slave}\\b`, 'g'), name), text);
  rmSync(path.join(host, 'proc/net/bonding'), { recursive: true, force: true });
  for (const file of globSync('{proc/net/bonding,sys/class/net/bond0}/**', {
    cwd: recordings.bonds,
    withFileTypes: true,
  })) {
    if (!file.isFile()) continue;
    const whole = path.join(file.parentPath, file.name);
    write(path.relative(recordings.bonds, whole), asHere(readFileSync(whole, 'utf8')));
  }
  for (const { name } of cards) write(`sys/class/net/${name}/master.link`, '../bond0\n');
}

function linksIn(recording: string, file: string): readonly Link[] {
  return JSON.parse(readFileSync(path.join(recording, 'commands', file), 'utf8'));
}

/** The cards are slaves of the bond and sit where the guests' virtual functions do. */
function writeLinks(write: Write): void {
  const all = 'ip_-j_-d_-s_-s_link_show.txt';
  const functions = 'ip_-j_-s_-d_link_show.txt';
  const left = new Set(['slave0', 'slave1', 'spare0', 'spare1']);
  const links = linksIn(recordings.links, all)
    .filter(({ ifname }) => !left.has(ifname))
    .map((link) => asCard(link));
  write(`commands/${all}`, JSON.stringify(links));
  const told = linksIn(recordings.functions, functions);
  const own = cards.flatMap(({ name, functions: there }) =>
    told
      .filter(({ ifname }) => ifname === there)
      .map((link) => asCard({ ...link, ifname: name, vfinfo_list: link.vfinfo_list?.slice(0, 2) ?? [] })),
  );
  write(`commands/${functions}`, JSON.stringify(own));
  for (const { name, address, functions: there } of cards) {
    const driver = path.join(recordings.functions, `commands/ethtool_-i_${there}.txt`);
    write(`commands/ethtool_-i_${name}.txt`, readFileSync(driver, 'utf8'));
    write(`sys/class/net/${name}/device.link`, `../../../${address}\n`);
    write(`sys/class/net/${name}/speed`, '25000\n');
  }
  for (const { address } of cards) {
    const refused = `commands/devlink_-j_dev_eswitch_show_pci_${address.replaceAll(':', '_')}.error`;
    if (existsSync(path.join(recordings.functions, refused))) {
      write(refused, readFileSync(path.join(recordings.functions, refused), 'utf8'));
    }
  }
}

function asCard(link: Link): Link {
  const card = cards.find(({ name }) => name === link.ifname);
  if (card === undefined) return link;
  const flags = ['BROADCAST', 'MULTICAST', 'SLAVE', 'UP', card.carrier ? 'LOWER_UP' : 'NO-CARRIER'];
  return { ...link, flags, operstate: card.carrier ? 'UP' : 'DOWN', master: 'bond0', parentdev: card.address };
}

/** Open vSwitch with the ports of the guests, a bond of two DPDK ports and a PMD on each node. */
function writeSwitch(write: Write): void {
  const names = { t0: 'dpdk0', t1: 'dpdk1', bond0: 'dpdkbond', br0: 'br-int', vh0: 'vhlocal', vs0: 'vhsplit' };
  const file = 'tables/db.sock_Open_vSwitch.json';
  const text = Object.entries(names).reduce(
    (so, [there, here]) => so.replaceAll(`"${there}"`, `"${here}"`),
    readFileSync(path.join(recordings.vswitch, file), 'utf8'),
  );
  const tables: Record<string, Record<string, Record<string, unknown>>> = JSON.parse(text);
  const without = (table: string, ...gone: readonly string[]) => {
    tables[table] = Object.fromEntries(
      Object.entries(tables[table] ?? {}).filter(([, row]) => !gone.includes(String(row.name))),
    );
  };
  without('Interface', 'bad0', 'n0', 'i1');
  without('Port', 'bad0', 'n0', 'i1');
  for (const row of Object.values(tables.Interface ?? {})) {
    const node = nodes[String(row.name)];
    if (node !== undefined) Object.assign(row, { status: { numa_id: node }, options: { n_rxq: '1' } });
    if (!String(row.name).startsWith('vh')) continue;
    row.type = 'dpdkvhostuserclient';
    row.link_state = 'up';
    row.options = { 'vhost-server-path': `/run/${String(row.name).slice(2)}.sock` };
    row.status = { mode: 'client', status: 'connected' };
  }
  for (const row of Object.values(tables.Controller ?? {})) row.is_connected = true;
  write(file, JSON.stringify(tables));
  write(
    'calls/ovs-vswitchd.ctl_dpif-netdev_pmd-sleep-show.error',
    'refused ovs-vswitchd.ctl: "dpif-netdev/pmd-sleep-show" is not a valid command',
  );
  for (const [call, answer] of Object.entries(answers)) {
    write(`calls/ovs-vswitchd.ctl_${call}.json`, JSON.stringify(answer));
  }
}

/** Where the cards of the DPDK ports sit: the second one's queue is polled from afar. */
const nodes: Readonly<Record<string, string>> = { dpdk0: '0', dpdk1: '0' };

const thread = (node: number, core: number, idle: number, busy: number) => `pmd thread numa_id ${node} core_id ${core}:
  packets received: 25026
  idle cycles: ${idle} (${((100 * idle) / (idle + busy)).toFixed(2)}%)
  processing cycles: ${busy} (${((100 * busy) / (idle + busy)).toFixed(2)}%)
`;
const member = (name: string, isActive: boolean) =>
  `\nmember ${name}: enabled\n${isActive ? '  active member\n' : ''}  may_enable: true\n`;

/** In the words of ovs-vswitchd 3.1 (see the recordings of the collectors ovs-bond and pmd). */
const answers: Readonly<Record<string, string>> = {
  bond_show: `---- dpdkbond ----
bond_mode: active-backup
bond may use recirculation: no, Recirc-ID : -1
bond-hash-basis: 0
lb_output action: disabled, bond-id: -1
updelay: 0 ms
downdelay: 0 ms
lacp_status: off
lacp_fallback_ab: false
active-backup primary: <none>
active member mac: 1e:cc:30:5f:2d:ce(dpdk0)
${member('dpdk0', true)}${member('dpdk1', false)}`,
  'dpctl_show_netdev_ovs-netdev':
    'netdev@ovs-netdev:\n  lookups: hit:0 missed:0 lost:0\n  flows: 0\n' +
    '  port 0: ovs-netdev (tap)\n' +
    '  port 1: dpdk0 (dpdk: configured_rx_queues=1, requested_rx_queues=1)\n' +
    '  port 2: dpdk1 (dpdk: configured_rx_queues=1, requested_rx_queues=1)\n',
  lacp_show: '',
  'lacp_show-stats': '',
  'dpif-netdev_pmd-stats-show': thread(0, 1, 1_948_948_528, 555_639_318) + thread(1, 2, 2_208_885_248, 7_947_754),
  'dpif-netdev_pmd-perf-show': '',
  'dpif-netdev_pmd-rxq-show': `pmd thread numa_id 0 core_id 1:
  isolated : false
  port: dpdk0             queue-id:  0 (enabled)   pmd usage: 21 %
  port: vhlocal           queue-id:  0 (enabled)   pmd usage:  1 %
  overhead:  0 %
pmd thread numa_id 1 core_id 2:
  isolated : false
  port: dpdk1             queue-id:  0 (enabled)   pmd usage:  0 %
  port: vhsplit           queue-id:  0 (enabled)   pmd usage:  0 %
  overhead:  0 %
`,
};
