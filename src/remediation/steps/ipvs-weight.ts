import { isIP } from 'node:net';
import { z } from 'zod';
import { HostError } from '../../core/errors.ts';
import type { Argv, Host } from '../../host/host.ts';
import { parseTable, written } from '../../ipvs/table.ts';
import { weightSetting } from '../../ipvs/weight-setting.ts';
import { defineStepKind } from '../step.ts';

/** `192.0.2.1:80`, `[2001:db8::1]:443` as `written` writes them. */
const endpoint = z.string().max(64).refine(isEndpoint, 'expected address:port, an IPv6 address in brackets');
const weight = z.int().min(0).max(65_535);
const threshold = z.int().min(0).max(4_294_967_295);

const args = z.strictObject({
  /** Empty for the agent's own namespace. */
  netns: z
    .string()
    .max(255)
    .regex(/^(?:[A-Za-z0-9_][A-Za-z0-9_.:@-]*)?$/, 'expected the name of a network namespace'),
  protocol: z.enum(['TCP', 'UDP', 'SCTP', 'FWM']),
  /** `address:port`, or the number of a firewall mark. */
  service: z
    .string()
    .max(64)
    .refine((text) => isEndpoint(text) || MARK.test(text), 'expected address:port or a mark'),
  destination: endpoint,
  /** What else the destination is: ipvsadm(8) sets all of it anew. */
  forwarding: z.enum(['Masq', 'Route', 'Local']),
  upper: threshold,
  lower: threshold,
  weight,
  expected: weight,
});

type Args = z.output<typeof args>;

/** Gives a destination of a virtual service another weight (ipvsadm(8), `--edit-server`). */
export const ipvsWeight = defineStepKind({
  kind: 'ipvs-weight',
  help: 'Changes the weight of a destination of IPVS with ipvsadm, while it is what the plan was made for.',
  args,
  describe: ({ netns, protocol, service, destination, weight: wanted, expected }) =>
    `give ${destination} of ${nameOf({ netns, protocol, service })} the weight ${wanted} (is ${expected})`,
  setting: (given) => ({ name: weightSetting(nameOf(given), given.destination), value: String(given.weight) }),
  expected: ({ expected }) => String(expected),
  current,
  carryOut: async (hands, given, signal) => {
    await hands.run(given.netns, argvFor(given), signal);
  },
});

function nameOf({ netns, protocol, service }: Pick<Args, 'netns' | 'protocol' | 'service'>): string {
  return `${netns === '' ? '' : `${netns}:`}${protocol} ${service}`;
}

const TABLE = '/proc/net/ip_vs';

async function current(host: Host, { netns, protocol, service, destination }: Args, signal: AbortSignal) {
  const door = await doorTo(host, netns, signal);
  const found = parseTable(TABLE, await door.readText(TABLE, signal)).find(
    ({ name }) => name === `${protocol} ${service}`,
  );
  const one = found?.destinations.find((each) => written(each) === destination);
  if (one === undefined)
    throw new HostError('absent', TABLE, `no destination ${destination} of ${protocol} ${service}`);
  return String(one.weight);
}

async function doorTo(host: Host, netns: string, signal: AbortSignal): Promise<Host> {
  if (netns === host.netns) return host;
  const found = (await host.namespaces(signal)).find((one) => one.netns === netns);
  if (found === undefined) throw new HostError('absent', netns, 'no such network namespace');
  if ('error' in found) throw found.error;
  return found.host;
}

const SERVICE = {
  TCP: '--tcp-service',
  UDP: '--udp-service',
  SCTP: '--sctp-service',
  FWM: '--fwmark-service',
} as const;
/** A local destination is what the kernel makes of one of the others. */
const FORWARDING = { Masq: '--masquerading', Route: '--gatewaying', Local: '--gatewaying' } as const;

function argvFor({ protocol, service, destination, forwarding, upper, lower, ...given }: Args): Argv {
  const six = protocol === 'FWM' && destination.startsWith('[') ? ['--ipv6'] : [];
  return [
    ...(['ipvsadm', '--edit-server', SERVICE[protocol], service] as const),
    ...six,
    ...['--real-server', destination, FORWARDING[forwarding], '--weight', String(given.weight)],
    ...['--u-threshold', String(upper), '--l-threshold', String(lower)],
  ];
}

const MARK = /^[1-9]\d{0,9}$/;
const ENDPOINT = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d{1,5})$/;

function isEndpoint(text: string): boolean {
  const [, six, four, port] = ENDPOINT.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) return false;
  return six === undefined ? isIP(four ?? '') === 4 : isIP(six) === 6;
}
