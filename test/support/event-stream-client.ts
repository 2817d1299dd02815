import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

/** One block of a stream of server-sent events. */
export type Block = {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly comment?: string;
};

export type StreamClient = {
  readonly response: IncomingMessage;
  /** All that has come so far, in order. */
  readonly blocks: readonly Block[];
  readonly ids: () => readonly number[];
  readonly close: () => void;
};

/** A client of a stream of server-sent events, closed when the test has finished. */
export async function openStream(url: string, headers: Readonly<Record<string, string>> = {}): Promise<StreamClient> {
  const request = get(url, { agent: false, headers });
  onTestFinished(() => {
    request.destroy();
  });
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('no response');
  request.on('error', () => {});
  const blocks: Block[] = [];
  let rest = '';
  response.setEncoding('utf8').on('error', () => {});
  response.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    blocks.push(...parts.map(readBlock));
  });
  return {
    response,
    blocks,
    ids: () => blocks.flatMap(({ id, data }) => (id === undefined || data === undefined ? [] : [Number(id)])),
    close: () => request.destroy(),
  };
}

function readBlock(text: string): Block {
  const lines = text.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [colon === 0 ? 'comment' : line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(lines);
}
