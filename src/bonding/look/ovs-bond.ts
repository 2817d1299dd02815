import type { Look, Refusal } from '../../actions/action.ts';
import type { State } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import { inAnswerTime } from '../../ovs/answer-time.ts';
import { ask } from '../../ovs/ask.ts';
import { findDaemons, type OvsDaemon } from '../../ovs/daemons.ts';
import type { BondEvidence } from '../evidence.ts';
import { type BondName, objectOf } from '../name.ts';
import { portErrorsIn } from '../parse/port-errors.ts';
import type { LookSettings } from '../settings.ts';
import { doorOfDevices } from './doors.ts';
import { switchesBehind } from './lldp.ts';
import { partOfMember } from './member.ts';
import { completed } from './members.ts';
import { gatewaysOver } from './over.ts';
import { interfacesOf, interfaceTables, type OvsInterface } from './ovs-rows.ts';
import { assertFresh, readingOf, secondsSince, statesOfKind, textOf } from './states.ts';
import { setTargets } from './targets.ts';

type OvsBond = Extract<BondName, { source: 'ovs' }>;

const FAILED_OVER = 'netsteward_ovs_bond_last_failover_timestamp_seconds';

/** A bond of Open vSwitch, by the fresh reading of its collector, the database, and its members' devices where they have any. */
export async function lookAtOvsBond(
  name: OvsBond,
  { fresh, host, settings, signal }: Omit<Look<LookSettings>, 'target'>,
): Promise<BondEvidence | Refusal> {
  const { daemon, bond } = name;
  const reading = readingOf(fresh, 'ovs-bond');
  const bonds = statesOfKind(reading, 'bond');
  const isOurs = ({ fields }: State) => fields.daemon === daemon && fields.bond === bond;
  const own = bonds.find(isOurs);
  if (own === undefined) return { refused: noSuchBond(objectOf(name), bonds) };
  assertFresh(reading, daemon === '' ? 'ovs-bond' : daemon);
  const vswitchd = await daemonOf(host, own, signal);
  const bridge = textOf(own.fields.bridge);
  const tables = await host.tables(vswitchd.database, interfaceTables, inAnswerTime(signal));
  const interfaces = bridge === null ? [] : interfacesOf(tables, bridge);
  const door = await doorOfDevices(host, interfaces, signal);
  const active = textOf(own.fields.active_member);
  const targets =
    setTargets(settings, objectOf(name)) ??
    (door === undefined ? [] : await gatewaysOver(door, localPorts(interfaces, active), signal));
  const now = Date.now();
  const switches = await switchesBehind(host, signal);
  const about = { door, reading, vf: fresh.get('vf'), active, interfaces, switches, now };
  const members = statesOfKind(reading, 'member').filter(isOurs);
  const parts = await Promise.all(members.map((member) => partOfMember(member, about, signal)));
  const count = async () => portErrorsIn((await ask(host, vswitchd, ['dpctl/show', '-s'], inAnswerTime(signal))).text);
  return {
    source: 'ovs',
    netns: door?.netns ?? '',
    daemon,
    bond,
    bridge,
    socket: vswitchd.unixctl,
    mode: own.fields.fallback_active === true ? 'active-backup' : (textOf(own.fields.mode) ?? ''),
    active,
    primary: textOf(own.fields.primary),
    primary_reselect: null,
    failed_over_ago: secondsSince(reading, FAILED_OVER, { daemon, bond }, now),
    looked_at: now,
    members: await completed(parts, targets, count, settings, signal),
  };
}

async function daemonOf(host: Host, { fields, subject }: State, signal: AbortSignal): Promise<OvsDaemon> {
  const directory = textOf(fields.run_directory) ?? '';
  const daemons = await findDaemons(host, { run_directories: [directory] }, signal);
  const found = daemons.find(({ kind }) => kind === 'vswitchd');
  if (found === undefined) throw new Error(`the ovs-vswitchd of ${subject} in ${directory} is gone`);
  return found;
}

/** The bridge's own devices, with the VLAN in which what they send leaves through the bond. */
function localPorts(interfaces: readonly OvsInterface[], active: string | null) {
  const bonded = interfaces.find(({ name }) => name === active)?.tag ?? null;
  return interfaces
    .filter(({ type }) => type === 'internal')
    .map(({ name, tag }) => ({ device: name, vlan: tag === null || tag === bonded ? undefined : tag }));
}

function noSuchBond(object: string, bonds: readonly State[]): string {
  const known = bonds.map(({ subject }) => subject).join(', ');
  return `Open vSwitch has no bond ${object.replace(/^ovs\/?/, '')} here${known === '' ? '' : `, only ${known}`}`;
}
