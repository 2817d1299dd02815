import type { HostErrorKind } from '../core/errors.ts';
import type { Argv, DumpRequest, Json, NeighbourProbe } from './host.ts';

/**
 * How a host is kept in a folder. Files stand at their own path; beside them, what a file can't hold:
 * `<path>.link` the target of a symbolic link, `<path>.error` the kind of a failed read and its message,
 * `<path>/.list` a directory's names (needed only where the folder's own entries don't tell them),
 * `commands/<slug>.txt` a program's standard output, `commands/<slug>.error` its failure, `facts.json` the host's facts,
 * `calls/<socket>_<method>_<params>.json` the result of a JSON-RPC call, `tables/<socket>_<database>.json` rows by table
 * and uuid, `telemetry/<socket>_<command>.json` what stood under the command's name, each with an `.error` beside it,
 * `flow-tables/<socket>.json` an array of the tables as `Host.flowTables` gives them, or `.error`,
 * `answers/<socket>_<command>.txt` the answer of a text socket, or `.error`,
 * `dumps/<pid>_<file>.txt` what a daemon wrote when it was told to, or `.error`,
 * `neighbours/<device>_<address>.json` how a neighbour answered, `_<vlan>` behind it where there is one, or `.error`,
 * `checks.json` the report of the checks, with targets and groups as objects, or `checks.error`,
 * `netns/<name>/` a named namespace: such a folder again, or `netns/<name>.error` why it can't be entered.
 *
 * Sockets in the usual run directories go by their names there, others by their whole path, all without process ids:
 * `/run/openvswitch/ovs-vswitchd.4711.ctl` is `ovs-vswitchd.ctl`, `/run/dpdk/rte/dpdk_telemetry.v2` is
 * `rte_dpdk_telemetry.v2`.
 */
export const LINK = '.link';
export const ERROR = '.error';
export const LIST = '.list';
export const FACTS = 'facts.json';
/** Without its ending. */
export const CHECKS = 'checks';
export const NAMESPACES = 'netns';

/** The file of a command's output, without its ending. */
export function commandFile(argv: Argv): string {
  return `commands/${slug(argv)}`;
}

/** The file of a JSON-RPC call, without its ending. */
export function callFile(socket: string, method: string, params: readonly Json[]): string {
  const words = params.map((param) => (typeof param === 'string' ? param : JSON.stringify(param)));
  return `calls/${slug([socketName(socket), method, ...words])}`;
}

/** The file of a database's tables, without its ending. One holds all that was ever asked for. */
export function tablesFile(socket: string, database: string): string {
  return `tables/${slug([socketName(socket), database])}`;
}

/** The file of a telemetry command, without its ending. */
export function telemetryFile(socket: string, command: string): string {
  return `telemetry/${slug([socketName(socket), command.replace(/^\//, '')])}`;
}

/** The file of the tables of an OpenFlow switch, without its ending. */
export function flowTablesFile(socket: string): string {
  return `flow-tables/${slug([socketName(socket)])}`;
}

/** The file of a text socket's answer, without its ending. */
export function answerFile(socket: string, command: string): string {
  return `answers/${slug([socketName(socket), command])}`;
}

/** The file of what a daemon has written, without its ending. */
export function dumpFile({ process, file }: DumpRequest): string {
  return `dumps/${slug([String(process.pid), file.replace(/^\//, '')])}`;
}

/** The file of a neighbour's answer, without its ending. */
export function neighbourFile({ device, address, vlan }: NeighbourProbe): string {
  return `neighbours/${slug([device, address, ...(vlan === undefined ? [] : [String(vlan)])])}`;
}

function slug(words: readonly string[]): string {
  return words.join('_').replace(/[^A-Za-z0-9._-]/g, '_');
}

// ovs-vswitchd.4711.ctl
const PID = /\.\d+(?=\.ctl$)/;

function socketName(socket: string): string {
  return socket
    .replace(/^(?:\/var)?\/run\/(?:openvswitch|dpdk|haproxy)\//, '')
    .replace(PID, '')
    .replace(/^\//, '');
}

/** The text of an `.error` file. */
export function errorText(kind: HostErrorKind, message: string): string {
  return `${kind} ${message}\n`;
}

// denied EACCES
const ERROR_TEXT = /^(absent|denied|deadline|ended|refused)(?: ([\s\S]*))?$/;

/** Reads an `.error` file; an unknown kind counts as `refused`. */
export function recordedFailure(text: string): { readonly kind: HostErrorKind; readonly message: string } {
  const [, kind, message] = ERROR_TEXT.exec(text.trim()) ?? [];
  switch (kind) {
    case 'absent':
    case 'denied':
    case 'deadline':
    case 'ended':
      return { kind, message: message ?? kind };
    default:
      return { kind: 'refused', message: message ?? text.trim() };
  }
}
