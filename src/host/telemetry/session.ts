import { spawn } from 'node:child_process';
import { HostError } from '../../core/errors.ts';
import { isObject, type Json } from '../../core/json.ts';
import { dyingWithParent } from '../dying-with-parent.ts';
import { whatIsMissing } from '../json-rpc/socket-error.ts';
import { createJsonSplitter } from '../json-rpc/split-json.ts';
import { programEnvironment } from '../run-command.ts';

/** One connection to a telemetry socket, kept by a program between two pipes and the socket. */
export type Session = {
  /** Commands are sent one at a time: two at once could reach the socket as one packet. */
  readonly ask: (command: string, signal: AbortSignal) => Promise<Json>;
  readonly isOpen: () => boolean;
  readonly close: (reason: HostError) => void;
};

/** Telemetry answers are at most 16 KiB, unless the process was built otherwise (lib/telemetry/telemetry.c, MAX_OUTPUT_LEN). */
const PACKET = 65_536;
const LONGEST_ANSWER = 16 * 1024 * 1024;

type Waiting = { readonly resolve: (message: Json) => void; readonly reject: (error: HostError) => void };

/** Node's own sockets are of no use here: they can't be of the type SOCK_SEQPACKET. */
export function openSession(path: string, ended: () => void): Session {
  const [program, ...args] = dyingWithParent(['socat', '-b', String(PACKET), '-', `UNIX-CONNECT:${path},type=5`]);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: programEnvironment });
  const splitter = createJsonSplitter(LONGEST_ANSWER);
  let waiting: Waiting | undefined;
  let reason: HostError | undefined;
  let said = '';

  const end = (why: HostError) => {
    if (reason !== undefined) return;
    reason = why;
    child.kill('SIGKILL');
    waiting?.reject(why);
    waiting = undefined;
    ended();
  };
  const next = (signal: AbortSignal) =>
    new Promise<Json>((resolve, reject) => {
      if (reason !== undefined) {
        reject(reason);
        return;
      }
      // Whose answer comes next would not be known any more: the session ends with the first that is late.
      const onAbort = () => end(new HostError('deadline', path, 'no answer in time', { cause: signal.reason }));
      const forget = () => {
        waiting = undefined;
        signal.removeEventListener('abort', onAbort);
      };
      waiting = {
        resolve: (message) => {
          forget();
          resolve(message);
        },
        reject: (error) => {
          forget();
          reject(error);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    });

  child.stdout.on('data', (chunk: Buffer) => {
    try {
      for (const text of splitter.push(chunk)) waiting?.resolve(JSON.parse(text));
    } catch (error) {
      end(new HostError('refused', path, 'sent what is not JSON', { cause: error }));
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1000);
  });
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => end(new HostError('refused', path, 'socat can not be started', { cause: error })));
  child.on('close', () => end(endOf(path, said.trim(), splitter.isInside())));

  let isGreeted = false;
  let turn: Promise<unknown> = Promise.resolve();
  const askNow = async (command: string, signal: AbortSignal): Promise<Json> => {
    if (signal.aborted) throw new HostError('deadline', path, 'no answer in time', { cause: signal.reason });
    // {"version": "DPDK 22.11.11", "pid": 4711, "max_output_len": 16384}
    if (!isGreeted) await next(signal);
    isGreeted = true;
    const answer = next(signal);
    if (reason === undefined) child.stdin.write(command);
    return underItsName(path, command, await answer);
  };
  return {
    isOpen: () => reason === undefined,
    close: end,
    ask: (command, signal) => {
      const mine = turn.then(() => askNow(command, signal));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** `{"/ethdev/list": [0, 1]}`: the command without its parameters is the name (doc/guides/howto/telemetry.rst). */
function underItsName(path: string, command: string, answer: Json): Json {
  const [name = command] = command.split(',');
  const value = isObject(answer) ? answer[name] : undefined;
  if (value === undefined) throw new HostError('refused', path, `answered something else than ${name}`);
  return value;
}

/** 2024/05/01 12:00:00 socat[4711] E connect(5, AF=1 "/run/dpdk/rte/dpdk_telemetry.v2", 35): No such file or directory */
function endOf(path: string, said: string, isInside: boolean): HostError {
  const words =
    said
      .split('\n')
      .at(-1)
      ?.replace(/^.*?\bsocat\[\d+\] [A-Z] /, '') ?? '';
  if (/setpriv: .*socat/.test(said)) return new HostError('refused', path, 'socat is not installed, which talks to it');
  if (/No such file|Connection refused/.test(said)) return new HostError('absent', path, words);
  if (/Permission denied/.test(said)) return new HostError('denied', path, `${words}: ${whatIsMissing(path)}`);
  if (words !== '') return new HostError('refused', path, words);
  return new HostError('refused', path, `the connection was closed${isInside ? ' in the middle of an answer' : ''}`);
}
