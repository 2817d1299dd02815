import { openShell, type Shell } from '../shell.ts';
import { batch, handlesOf, type MadeBond } from './made-bond.ts';

/** Bonds whose cables lead to a bridge with a gateway's address, in a network namespace of its own. */
export type GatewayLab = {
  readonly own: Shell;
  readonly far: Shell;
  /** A bond over two cables to the gateway, whose first slave is active. */
  readonly bond: (options?: BondOptions) => Promise<GatewayBond>;
  readonly end: () => void;
};

export type BondOptions = {
  /** Whether it is in the namespace `blue`. */
  readonly inBlue?: boolean;
  readonly settings?: string;
  /** The VLAN in which it reaches the gateway. */
  readonly vlan?: number;
};

export type GatewayBond = Omit<MadeBond, 'slaves' | 'carrier'> & {
  readonly first: string;
  readonly second: string;
  /** By which actions know it. */
  readonly labels: Readonly<Record<string, string>>;
  /** The cable's other end keeps its link and leads nowhere. */
  readonly blackHole: (slave: string) => Promise<void>;
  readonly heal: (slave: string) => Promise<void>;
  /** Takes the link of a slave away, or gives it back. */
  readonly cable: (slave: string, to: 'down' | 'up') => Promise<void>;
  readonly remove: () => Promise<void>;
};

export const GATEWAY = '192.0.2.1';
export const GATEWAY_IN_VLAN = '198.51.100.1';
export const VLAN = 7;

export async function startGatewayLab(): Promise<GatewayLab> {
  const own = openShell('');
  await own.run('modprobe bonding max_bonds=0 && modprobe bridge && modprobe veth && modprobe 8021q');
  for (const netns of ['far', 'blue']) await own.run(`ip netns add ${netns}`);
  const [far, blue] = [openShell('far'), openShell('blue')];
  // Otherwise any device there answers for the address of any other.
  await far.run('echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore');
  await batch(far, [
    'link add sw type bridge',
    `addr add ${GATEWAY}/24 dev sw`,
    'link set sw up',
    `link add link sw name sw.${VLAN} type vlan id ${VLAN}`,
    `addr add ${GATEWAY_IN_VLAN}/24 dev sw.${VLAN}`,
    `link set sw.${VLAN} up`,
  ]);
  let made = 0;

  const bond = async ({ inBlue = false, settings = '', vlan }: BondOptions = {}): Promise<GatewayBond> => {
    made += 1;
    const shell = inBlue ? blue : own;
    const [name, first, second] = [`b${made}`, `s${made}a`, `s${made}b`];
    const device = vlan === undefined ? name : `${name}.${vlan}`;
    const [address, gateway] = vlan === undefined ? ['192.0.2.2', GATEWAY] : ['198.51.100.2', GATEWAY_IN_VLAN];
    await batch(
      far,
      [first, second].flatMap((slave) => [
        `link add ${slave}p type veth peer name ${slave} netns ${inBlue ? 'blue' : '/proc/1/ns/net'}`,
        `link set ${slave}p master sw up`,
      ]),
    );
    await batch(shell, [
      `link add ${name} type bond mode active-backup miimon 50 ${settings}`,
      ...[first, second].map((slave) => `link set ${slave} master ${name}`),
      `link set ${name} up`,
      ...(vlan === undefined ? [] : [`link add link ${name} name ${device} type vlan id ${vlan}`]),
      `link set ${device} up`,
      `addr add ${address}/24 dev ${device}`,
      `route add default via ${gateway} dev ${device}`,
    ]);
    const { carrier: _, ...handles } = handlesOf(shell, name);
    for (const slave of [first, second]) await handles.comesUp(slave);
    await handles.set('active_slave', first);
    return {
      ...handles,
      name,
      first,
      second,
      labels: { bond: name, ...(inBlue ? { netns: 'blue' } : {}) },
      blackHole: async (slave) => void (await far.run(`ip link set ${slave}p nomaster`)),
      heal: async (slave) => void (await far.run(`ip link set ${slave}p master sw`)),
      cable: async (slave, to) => void (await far.run(`ip link set ${slave}p ${to}`)),
      remove: async () => {
        await batch(shell, [`link del ${name}`]);
        await batch(
          far,
          [first, second].map((slave) => `link del ${slave}p`),
        );
      },
    };
  };

  return {
    own,
    far,
    bond,
    end: () => {
      for (const shell of [own, far, blue]) shell.end();
    },
  };
}
