import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What the big host consists of. */
export const big = { bonds: 16, interfaces: 2_000, namespaces: 64 } as const;

const IN_EACH_NAMESPACE = 15;

type Link = Record<string, unknown> & { readonly ifname: string };
type Kind = 'physical' | 'bond' | 'bridge' | 'veth' | 'bridged-veth' | 'vxlan' | 'loopback';

const templates: Record<Kind, Link> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'recorded/links.json'), 'utf8'),
);

/**
 * Writes a recorded host of 16 bonds with two slaves each, 2,000 devices and 64 namespaces, made by copying devices that
 * were recorded from real kernels. Returns its folder.
 */
export function writeBigHost(): string {
  const root = mkdtempSync(join(tmpdir(), 'netsteward-bench-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const bonds = names('bond', big.bonds);
  for (const bond of bonds) writeBond(write, bond);
  write('sys/class/net/bonding_masters', `${bonds.join(' ')}\n`);
  writeConntrack(write, '');
  write('facts.json', facts);
  write('commands/ip_-j_netns_list-id.txt', '[]\n');
  write('commands/tc_-j_-s_qdisc_show.txt', '[]\n');
  write('commands/bridge_-j_fdb_show.txt', '[]\n');
  write('proc/sys/net/ipv4/ip_local_port_range', '32768\t60999\n');
  write('proc/sys/net/ipv4/ip_local_reserved_ports', '\n');
  write('commands/ss_-Htuan_sport_____32768_and_sport_____60999.txt', '');
  write('proc/net/softnet_stat', `${'00000000 '.repeat(15).trim()}\n`.repeat(32));

  const own = hostLinks(bonds, big.interfaces - big.namespaces * IN_EACH_NAMESPACE);
  writeLinks(write, '', own);
  for (const name of names('ns', big.namespaces)) {
    const inside = [
      link('loopback', 'lo', 1),
      ...names('eth', IN_EACH_NAMESPACE - 1).map((eth, i) => link('veth', eth, i + 2)),
    ];
    writeLinks(write, `netns/${name}/`, inside);
    writeConntrack(write, `netns/${name}/`);
  }
  return root;
}

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

function link(kind: Kind, ifname: string, ifindex: number, more: Record<string, unknown> = {}): Link {
  return { ...templates[kind], ifname, ifindex, ...more };
}

function hostLinks(bonds: readonly string[], count: number): Link[] {
  const links = [link('loopback', 'lo', 1), link('bridge', 'br0', 2)];
  for (const bond of bonds) {
    links.push(link('bond', bond, links.length + 1));
    for (const slave of slavesOf(bond)) links.push(link('physical', slave, links.length + 1, { master: bond }));
  }
  for (const name of names('vx', 20)) links.push(link('vxlan', name, links.length + 1));
  while (links.length < count)
    links.push(link('bridged-veth', `tap${links.length}`, links.length + 1, { master: 'br0' }));
  return links;
}

type Write = (path: string, text: string) => void;

/** The header is that of net/core/net-procfs.c. */
function writeLinks(write: Write, base: string, links: readonly Link[]): void {
  write(`${base}commands/ip_-j_-d_-s_-s_link_show.txt`, JSON.stringify(links));
  const counters =
    '131770557    4073    0    0    0     0          0         0   296616    2453    0    0    0     0       0          0';
  const head = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
  write(`${base}proc/net/dev`, head + links.map(({ ifname }) => `${ifname.padStart(6)}: ${counters}\n`).join(''));
}

function slavesOf(bond: string): [string, string] {
  return [`${bond}e0`, `${bond}e1`];
}

function writeBond(write: Write, bond: string): void {
  const [first, second] = slavesOf(bond);
  const named = (text: string) => text.replaceAll(/\be0\b/g, first).replaceAll(/\be1\b/g, second);
  const recorded = (file: string) => readFileSync(join(import.meta.dirname, 'recorded', file), 'utf8');
  write(`proc/net/bonding/${bond}`, named(recorded('bond.txt')));
  for (const device of [bond, first, second]) {
    write(`sys/class/net/${device}/speed`, '10000\n');
    write(`sys/class/net/${device}/duplex`, 'full\n');
  }
  for (const [name, value] of Object.entries<string>(JSON.parse(named(recorded('bond-attributes.json'))))) {
    write(`sys/class/net/${bond}/bonding/${name}`, `${value}\n`);
  }
  for (const [name, value] of Object.entries<string>(JSON.parse(recorded('slave-attributes.json')))) {
    for (const slave of [first, second]) write(`sys/class/net/${slave}/bonding_slave/${name}`, `${value}\n`);
  }
}

function writeConntrack(write: Write, base: string): void {
  const head =
    'entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart\n';
  const zeros = '00000000 '.repeat(14).trim();
  // As on a real host, nearly all counters of most CPUs are 0.
  const cpu = `0000002a  00000000 0000001a ${zeros}\n0000002a  ${zeros} 00000000 00000000\n`;
  write(`${base}proc/net/stat/nf_conntrack`, head + cpu.repeat(16));
  if (base !== '') return;
  const values = {
    nf_conntrack_count: 42,
    nf_conntrack_max: 262144,
    nf_conntrack_buckets: 65536,
    nf_conntrack_expect_max: 1024,
  };
  for (const [name, value] of Object.entries(values)) write(`proc/sys/net/netfilter/${name}`, `${value}\n`);
}

const facts = JSON.stringify({
  os: { name: 'Debian GNU/Linux', version: '12', kernel: '6.12.0', architecture: 'x64' },
  cpu: { model: 'Xeon', vendor: 'Intel', sockets: 2, cores: 32, threads: 64, virtualization: true },
  system: { manufacturer: '', model: '', virtual: false },
  memory: { total: 2 ** 37, free: 2 ** 36, available: 2 ** 36, swapTotal: 0, swapFree: 0 },
  load: { one: 1, five: 1, fifteen: 1 },
  uptime: 1000,
});
