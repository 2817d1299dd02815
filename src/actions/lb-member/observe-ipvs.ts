import { setTimeout as delay } from 'node:timers/promises';
import { HostError, ParseError } from '../../core/errors.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { integer } from '../../core/text.ts';
import type { Host } from '../../host/host.ts';
import { type Destination, parseTable, type Service, written } from '../../ipvs/table.ts';
import type { Refusal } from '../action.ts';
import type { Placed } from './observe-haproxy.ts';

const TABLE = '/proc/net/ip_vs';

/** Looks at a destination and its service twice, so far apart. */
export async function observeIpvs(
  host: Host,
  ipvs: Snapshot | undefined,
  entry: string,
  watch: number,
  signal: AbortSignal,
): Promise<Placed | Refusal> {
  const known = ipvs?.states.get(`destination/${entry}`)?.fields;
  if (known === undefined) return { refused: `no IPVS of this host has ${entry}` };
  const netns = String(known.netns);
  const service = String(known.service).slice(netns === '' ? 0 : netns.length + 1);
  const destination = written({ address: String(known.address), port: Number(known.port) });
  const door = await doorTo(host, netns, signal);
  const first = await readDestination(door, service, destination, signal);
  await delay(watch * 1000, undefined, { signal });
  const second = await readDestination(door, service, destination, signal);
  if (first === undefined || second === undefined)
    return { refused: `${service} has no destination ${destination} any more` };
  const { one, all } = second;
  const { upper, lower } = await readThresholds(door, all, destination, signal);
  return {
    group: {
      name: String(known.service),
      members: all.destinations.length,
      usable: all.destinations.filter(({ weight }) => weight > 0).length,
    },
    usable: one.weight > 0,
    at: {
      balancer: 'ipvs',
      netns,
      service,
      destination,
      forwarding: one.forwarding,
      weight: one.weight,
      upper,
      lower,
      seen: {
        active: one.active,
        inactive: one.inactive,
        moreActive: one.active - first.one.active,
        moreInactive: one.inactive - first.one.inactive,
      },
    },
  };
}

async function doorTo(host: Host, netns: string, signal: AbortSignal): Promise<Host> {
  if (netns === host.netns) return host;
  const found = (await host.namespaces(signal)).find((one) => one.netns === netns);
  if (found === undefined) throw new HostError('absent', netns, 'no such network namespace');
  if ('error' in found) throw found.error;
  return found.host;
}

type Found = { readonly all: Service; readonly one: Destination };

async function readDestination(
  door: Host,
  service: string,
  destination: string,
  signal: AbortSignal,
): Promise<Found | undefined> {
  const all = parseTable(TABLE, await door.readText(TABLE, signal)).find(({ name }) => name === service);
  const one = all?.destinations.find((each) => written(each) === destination);
  return all === undefined || one === undefined ? undefined : { all, one };
}

const OPTIONS: Readonly<Record<string, string>> = { TCP: '-t', UDP: '-u', SCTP: '--sctp-service', FWM: '-f' };
// Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn, and below it the service
//   -> 192.0.2.1:8080               100        50         0          0
const ROW = /^ {2}-> (\S+) +(\d+) +(\d+) /;
const HEADER = /^Prot LocalAddress:Port +Uthreshold +Lthreshold +ActiveConn/m;

/**
 * The connections at which a destination gets no more, and gets some again: only ipvsadm(8) tells them, and whoever sets a
 * weight with it sets them as well.
 */
async function readThresholds(door: Host, { name, protocol }: Service, destination: string, signal: AbortSignal) {
  const where = name.slice(protocol.length + 1);
  const six = protocol === 'FWM' && destination.startsWith('[') ? ['-6'] : [];
  const option = OPTIONS[protocol] ?? '-t';
  const text = await door.run(['ipvsadm', '-L', '-n', '--thresholds', option, where, ...six], signal);
  const file = 'ipvsadm -L -n --thresholds';
  if (!HEADER.test(text)) throw new ParseError(file, 0, 'the columns Uthreshold and Lthreshold', text);
  for (const [index, line] of text.split('\n').entries()) {
    const [, found, upper, lower] = ROW.exec(line) ?? [];
    if (found !== destination) continue;
    const place = { file, line: index + 1 };
    return { upper: integer(upper, place, 'a number'), lower: integer(lower, place, 'a number') };
  }
  throw new ParseError(file, 0, `the destination ${destination}`, text);
}
