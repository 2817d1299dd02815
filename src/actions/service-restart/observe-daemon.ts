import { HostError, isAbsent, messageOf } from '../../core/errors.ts';
import { isList, isObject, type Json } from '../../core/json.ts';
import { parseProcessStat } from '../../guests/process-stat.ts';
import type { Host } from '../../host/host.ts';
import type { OvsDaemon } from '../../ovs/daemons.ts';
import type { DaemonAnswer, RestartEvidence } from './evidence.ts';

const DATABASE = 'Open_vSwitch';

/** Asks vswitchd for its version, and once more when it did not answer. @param deadline seconds for each */
export async function askVswitchd(
  host: Host,
  unixctl: string,
  deadline: number,
  signal: AbortSignal,
): Promise<readonly DaemonAnswer[]> {
  const first = await askOnce(host, unixctl, deadline, signal);
  return first.is === 'answers' ? [first] : [first, await askOnce(host, unixctl, deadline, signal)];
}

async function askOnce(host: Host, unixctl: string, deadline: number, signal: AbortSignal): Promise<DaemonAnswer> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(deadline * 1000)]);
  try {
    const said = await host.call(unixctl, 'version', [], limited);
    return { is: 'answers', words: typeof said === 'string' ? (said.split('\n')[0] ?? '').slice(0, 80) : 'no text' };
  } catch (error) {
    signal.throwIfAborted();
    return { is: kindOf(error), words: messageOf(error) };
  }
}

function kindOf(error: unknown): DaemonAnswer['is'] {
  if (!(error instanceof HostError)) return 'other';
  const kinds = { absent: 'nobody', deadline: 'silent', denied: 'denied', ended: 'other', refused: 'other' } as const;
  return kinds[error.kind];
}

/** Whether the database answers by itself, and how far vswitchd has come with what it wants (RFC 7047, section 4.1). */
export async function askDatabase(
  host: Host,
  socket: string,
  deadline: number,
  signal: AbortSignal,
): Promise<RestartEvidence['database']> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(deadline * 1000)]);
  const unknown = { current: null, next: null };
  try {
    const names = await host.call(socket, 'list_dbs', [], limited);
    if (!isList(names) || !names.includes(DATABASE))
      return { answers: false, words: `it has no ${DATABASE}`, ...unknown };
    const columns = ['cur_cfg', 'next_cfg'];
    const query = { op: 'select', table: DATABASE, where: [], columns };
    const row = firstRow(await host.call(socket, 'transact', [DATABASE, query], limited));
    return { answers: true, words: 'it answers', current: numberIn(row, 'cur_cfg'), next: numberIn(row, 'next_cfg') };
  } catch (error) {
    signal.throwIfAborted();
    return { answers: false, words: messageOf(error), ...unknown };
  }
}

// [{"rows":[{"cur_cfg":3,"next_cfg":3}]}]
function firstRow(answer: Json): Json | undefined {
  const [result] = isList(answer) ? answer : [];
  const rows = isObject(result) ? result.rows : undefined;
  return isList(rows) ? rows[0] : undefined;
}

function numberIn(row: Json | undefined, column: string): number | null {
  const value = isObject(row) ? row[column] : undefined;
  return typeof value === 'number' ? value : null;
}

type ProcessSeen = Pick<RestartEvidence['vswitchd'], 'state' | 'waitsIn' | 'traced' | 'dumpsCore'>;

const GONE: ProcessSeen = { state: null, waitsIn: '', traced: false, dumpsCore: false };

/** What the kernel says of the process: proc_pid_stat(5), proc_pid_status(5), proc_pid_wchan(5). */
export async function seeProcess(
  host: Host,
  { pid }: Pick<OvsDaemon, 'pid'>,
  signal: AbortSignal,
): Promise<ProcessSeen> {
  try {
    const file = `/proc/${pid}/stat`;
    const { command, state } = parseProcessStat(await host.readText(file, signal), file);
    // Process ids are used again.
    if (!command.startsWith('ovs-vswitchd') || /^[ZX]$/.test(state)) return GONE;
    const status = await host.readText(`/proc/${pid}/status`, signal);
    return {
      state,
      waitsIn: state === 'D' ? await waitsIn(host, pid, signal) : '',
      // TracerPid:	0
      traced: /^TracerPid:\s*[1-9]/m.test(status),
      // CoreDumping:	0
      dumpsCore: /^CoreDumping:\s*1/m.test(status),
    };
  } catch (error) {
    if (isAbsent(error)) return GONE;
    throw error;
  }
}

async function waitsIn(host: Host, pid: number, signal: AbortSignal): Promise<string> {
  try {
    return (await host.readText(`/proc/${pid}/wchan`, signal)).trim();
  } catch {
    signal.throwIfAborted();
    return '';
  }
}
