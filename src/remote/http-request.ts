import { request as requestHttp } from 'node:http';
import { type Identity, readAuthorization } from './authorization.ts';
import type { HttpAddress } from './http-address.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';

export type HttpAnswer = {
  readonly status: number;
  /** `application/json`; empty when it was not told. */
  readonly contentType: string;
  readonly body: string;
};

/** Asks for a page. Rejects in words when the server can't be reached, or does not answer in time. */
export type HttpAsk = (method: 'GET' | 'POST', page: string, body: string | undefined) => Promise<HttpAnswer>;

export type HttpAskOptions = {
  readonly address: HttpAddress;
  /** `timeout` in seconds, for the whole of a request. */
  readonly settings: Identity & { readonly timeout: number; readonly tls: TlsFiles };
  readonly headers: Readonly<Record<string, string>>;
  /** The longest answer, in bytes. */
  readonly mostBytes: number;
};

/** Passwords, tokens and certificates are read anew for every request, so that they can be changed at any time. */
export function createHttpAsk(options: HttpAskOptions, stopped: AbortSignal): HttpAsk {
  const { address, settings, headers: ours, mostBytes } = options;
  return async (method, page, body) => {
    const authorization = await readAuthorization(settings);
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(settings.timeout * 1000)]);
    const headers = {
      ...ours,
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
    };
    const common = { method, headers, signal, agent: false };
    const url = `${address.url}${page}`;
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const fail = (error: Error) => {
      const isLate = signal.aborted && !stopped.aborted;
      reject(isLate ? new Error(`no answer within ${settings.timeout} s`) : wordsOf(error));
    };
    const sending = address.tls
      ? // Loaded only where it is used: TLS takes several megabytes of memory.
        process.getBuiltinModule('node:https').request(url, { ...common, ...(await readTlsFiles(settings.tls)) })
      : requestHttp(url, common);
    sending.on('error', fail);
    sending.on('response', (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > mostBytes) sending.destroy(new Error('its answer is too long'));
        else parts.push(part);
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(parts).toString('utf8'),
        }),
      );
      response.on('error', fail);
    });
    sending.end(body);
    return promise;
  };
}

/** Where a name has several addresses, the error of the attempt is empty and holds one for each of them. */
function wordsOf(error: Error): Error {
  if (!(error instanceof AggregateError)) return error;
  return new Error([...new Set(error.errors.map(String))].join(', '), { cause: error });
}
