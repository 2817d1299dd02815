import { type FieldValue, type State, type States, sameState, stateKey } from '../../../core/state.ts';
import type { Row } from '../../../haproxy/csv.ts';
import { checkWord } from '../parse/check-word.ts';
import type { Backend, Server } from '../parse/statistics.ts';
import type { NamedProcess } from '../process.ts';

/** What is known of a process that may not have answered: `gone` nobody is behind its socket, `silent` no answer in time. */
export type ProcessStatus = 'running' | 'stopping' | 'silent' | 'gone';

/** The state of a process, of its frontends, backends and servers. Those that did not change are the same objects. */
export function statesOfProcess(process: NamedProcess, before: States): readonly State[] {
  const { name, target, info, statistics } = process;
  const kept = (state: State): State => {
    const earlier = before.get(stateKey(state));
    return earlier !== undefined && sameState(earlier, state) ? earlier : state;
  };
  const backends = new Set(statistics.servers.map(({ backend }) => backend));
  return [
    processState(name, target, info.isStopping ? 'stopping' : 'running', info.pid, info.version),
    ...statistics.frontends.map((frontend) => ({
      kind: 'frontend',
      subject: `${name}:${frontend.name}`,
      // How full it is changes too often for a state.
      fields: { process: name, frontend: frontend.name, open: frontend.status !== 'STOP' },
    })),
    ...statistics.servers.map((server) => serverState(name, server, before)),
    ...statistics.backends.map((backend) => backendState(name, backend, backends.has(backend.name))),
  ].map(kept);
}

/** The states of a process that no longer answers: what its servers are is not known while it is gone. */
export function statesWithout(process: string, status: 'silent' | 'gone', target: string, before: States) {
  const own = processState(process, target, status, null, null);
  const earlier = before.get(stateKey(own))?.fields;
  const state: State = {
    ...own,
    fields: { ...own.fields, pid: earlier?.pid ?? null, version: earlier?.version ?? null },
  };
  const others = [...before.values()].filter(({ kind, fields }) => kind !== 'process' && fields.process === process);
  const forgotten = (one: State): State => ({ ...one, fields: { ...one.fields, ...unknownFields(one) } });
  return [state, ...(status === 'silent' ? others : others.map(forgotten))].map((one) => {
    const same = before.get(stateKey(one));
    return same !== undefined && sameState(same, one) ? same : one;
  });
}

function unknownFields({ fields }: State): Readonly<Record<string, FieldValue>> {
  const names = ['open', 'status', 'serving', 'cause', 'check_status', 'check_code', 'check_message', 'agent_status'];
  return Object.fromEntries(names.filter((name) => Object.hasOwn(fields, name)).map((name) => [name, null]));
}

function processState(
  process: string,
  socket: string,
  status: ProcessStatus,
  pid: number | null,
  version: string | null,
): State {
  return { kind: 'process', subject: process, fields: { socket, status, pid, version } };
}

function backendState(process: string, { name, status, active, backup }: Backend, hasServers: boolean): State {
  const spare = backup > 0 ? 'backup' : 'none';
  const serving = active > 0 ? 'active' : spare;
  return {
    kind: 'backend',
    subject: `${process}:${name}`,
    fields: { process, backend: name, status, serving: hasServers ? serving : null },
  };
}

function serverState(process: string, server: Server, before: States): State {
  const { backend, name, status, cause, isBackup, place, row } = server;
  const subject = `${process}:${backend}/${name}`;
  const earlier = before.get(stateKey({ kind: 'server', subject }))?.fields;
  const checkStatus = checkWord(row.cell('check_status'));
  const checkCode = row.cell('check_code');
  const isSame = earlier?.status === status && earlier.check_status === checkStatus;
  return {
    kind: 'server',
    subject,
    fields: {
      process,
      backend,
      server: name,
      address: place.address,
      port: place.port,
      backup: isBackup,
      status,
      cause,
      check_status: checkStatus,
      // While the next check is under way there is no code.
      check_code: checkCode === undefined && isSame ? (earlier.check_code ?? null) : codeOf(checkCode),
      // A check may say something else each time: what it said when it last came to something else is told.
      check_message: isSame ? (earlier.check_message ?? null) : messageIn(row),
      agent_status: checkWord(row.cell('agent_status')),
    },
  };
}

function codeOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** `Layer4 connection problem: Connection refused`; older versions have the second part only. */
function messageIn(row: Row): string | null {
  const parts = [row.cell('check_desc'), row.cell('last_chk')].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 || checkWord(row.cell('check_status')) === null ? null : parts.join(': ');
}
