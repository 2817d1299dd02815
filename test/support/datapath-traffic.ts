import type { TestSwitch } from './ovs.ts';
import { QUIET } from './private-ovs.ts';

/** A namespace at a port of a switch: a veth device inside it, at whose other end the switch has its port. */
export type Station = {
  readonly address: string;
  /** Sends UDP packets to another address, the n-th of them to port 5000 + n modulo `ports`. */
  readonly send: (to: string, packets: number, ports?: number) => void;
};

/**
 * Two stations at ports p1 and p2 of a new bridge br0 in the userspace datapath. Their devices leave checksums to the
 * network card, which there is none of: that is switched off, or connection tracking takes the packets for broken.
 * @param type of the ports' interfaces: `system`, or `dpdk` for af_packet devices
 */
export function connectStations(
  { vsctl, inside, netns }: TestSwitch,
  type: 'system' | 'dpdk',
): readonly [Station, Station] {
  const stationAt = (number: 1 | 2): Station => {
    const space = `${netns}s${number}`;
    const address = `10.93.0.${number}`;
    inside('ip', 'link', 'add', `v${number}`, 'type', 'veth', 'peer', 'name', `w${number}`);
    inside('ip', 'netns', 'add', space);
    inside('nsenter', `--net=/run/netns/${space}`, 'sh', '-c', QUIET);
    inside('ip', 'link', 'set', `w${number}`, 'netns', space);
    inside('ip', 'link', 'set', `v${number}`, 'up');
    const within = (...argv: string[]) => inside('nsenter', `--net=/run/netns/${space}`, ...argv);
    within('ip', 'address', 'add', `${address}/24`, 'dev', `w${number}`);
    within('ip', 'link', 'set', `w${number}`, 'up');
    within('ethtool', '-K', `w${number}`, 'tx', 'off');
    return {
      address,
      send: (to, packets, ports = 1) => {
        within(process.execPath, '--eval', SEND, '--', to, String(packets), String(ports));
      },
    };
  };
  const stations = [stationAt(1), stationAt(2)] as const;
  const portOf = (number: 1 | 2) => {
    const device = type === 'system' ? [] : [`options:dpdk-devargs=net_af_packet${number},iface=v${number}`];
    const name = type === 'system' ? `v${number}` : `p${number}`;
    return ['--', 'add-port', 'br0', name, '--', 'set', 'Interface', name, `type=${type}`, ...device];
  };
  vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev', ...portOf(1), ...portOf(2));
  return stations;
}

/** Names of the namespaces that `connectStations` made, to be deleted with the test. */
export function stationSpaces({ netns }: Pick<TestSwitch, 'netns'>): readonly string[] {
  return [`${netns}s1`, `${netns}s2`];
}

const SEND = `
  const [to, packets, ports] = process.argv.slice(1);
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('error', () => {});
  let sent = 0;
  const next = () => {
    if (sent === Number(packets)) { socket.close(); return; }
    socket.send('x'.repeat(100), 5000 + (sent++ % Number(ports)), to, () => setTimeout(next, 1));
  };
  next();`;
