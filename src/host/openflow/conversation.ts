import { ParseError } from '../../core/errors.ts';
import type { FlowTable } from '../host.ts';
import { agreedVersion, HIGHEST, helloBody } from './hello.ts';
import {
  createMessageSplitter,
  ECHO_REPLY,
  ECHO_REQUEST,
  ERROR,
  encodeMessage,
  HELLO,
  type Message,
  MULTIPART_REPLY,
  MULTIPART_REQUEST,
} from './message.ts';
import { parseTablesPart, tableRequestBody } from './table-statistics.ts';

/** What is to be sent to the switch, and how it ended if it has: with the tables or with what the switch has against it. */
export type Step = {
  readonly send: readonly Buffer[];
  readonly outcome?: { readonly tables: readonly FlowTable[] } | { readonly refusal: string } | undefined;
};

/** Asks a switch once for the figures of its tables, from the first HELLO to the last part of the answer. */
export type Conversation = {
  /** What is sent first. */
  readonly opening: Buffer;
  /** Throws a ParseError when the switch sends something that makes no sense, or more than an answer can have. */
  readonly receive: (chunk: Buffer) => Step;
  /** Whether the bytes so far end within a message. */
  readonly isInside: () => boolean;
};

const HELLO_XID = 1;
const REQUEST_XID = 2;
/** The figures of 255 tables are 6 kB; beside them comes whatever the switch tells its controllers. */
const MOST_BYTES = 1024 * 1024;

export function createConversation(): Conversation {
  const splitter = createMessageSplitter();
  const tables = new Map<number, FlowTable>();
  let received = 0;
  let version: number | undefined;

  const begin = (hello: Message): Step => {
    if (version !== undefined) return { send: [] };
    version = agreedVersion(hello);
    if (version === undefined) return { send: [], outcome: { refusal: 'does not speak OpenFlow 1.3, 1.4 or 1.5' } };
    const request = { version, type: MULTIPART_REQUEST, xid: REQUEST_XID, body: tableRequestBody() };
    return { send: [encodeMessage(request)] };
  };

  const add = ({ body, xid, version: spoken }: Message): Step => {
    if (xid !== REQUEST_XID || spoken !== version) return { send: [] };
    const part = parseTablesPart(body);
    for (const one of part.tables) {
      if (tables.has(one.table))
        throw new ParseError('OpenFlow table statistics', 0, 'each table once', `${one.table}`);
      tables.set(one.table, one);
    }
    return part.more ? { send: [] } : { send: [], outcome: { tables: [...tables.values()] } };
  };

  const answer = (message: Message): Step => {
    switch (message.type) {
      case HELLO:
        return begin(message);
      case ECHO_REQUEST:
        return { send: [encodeMessage({ ...message, type: ECHO_REPLY })] };
      case ERROR:
        return { send: [], outcome: { refusal: errorIn(message.body) } };
      case MULTIPART_REPLY:
        return add(message);
      default:
        return { send: [] };
    }
  };

  return {
    opening: encodeMessage({ version: HIGHEST, type: HELLO, xid: HELLO_XID, body: helloBody() }),
    isInside: splitter.isInside,
    receive: (chunk) => {
      received += chunk.length;
      if (received > MOST_BYTES) throw new ParseError('OpenFlow', 0, `an answer of ${MOST_BYTES} bytes at most`);
      const send: Buffer[] = [];
      for (const message of splitter.push(chunk)) {
        const step = answer(message);
        send.push(...step.send);
        if (step.outcome !== undefined) return { send, outcome: step.outcome };
      }
      return { send };
    },
  };
}

/** OFPET_HELLO_FAILED: its data is a text. */
const HELLO_FAILED = 0;

/** `type` (2), `code` (2), data: struct ofp_error_msg, OpenFlow 1.3.1 section A.4.4. */
function errorIn(body: Buffer): string {
  if (body.length < 4) throw new ParseError('OpenFlow ERROR', 0, 'a type and a code', `${body.length} bytes`);
  const type = body.readUInt16BE(0);
  const words =
    type === HELLO_FAILED
      ? body
          .toString('latin1', 4)
          .replace(/[^ -~]+/g, ' ')
          .trim()
      : '';
  return `OpenFlow error type ${type}, code ${body.readUInt16BE(2)}${words === '' ? '' : `: ${words.slice(0, 200)}`}`;
}
