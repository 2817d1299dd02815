import { request as requestHttp } from 'node:http';
import { readTlsFiles } from '../../remote/tls-files.ts';
import type { Address } from './address.ts';
import { readAuthorization } from './authorization.ts';
import type { AlertmanagerSettings } from './settings.ts';

export type Answer = { readonly status: number; readonly body: string };

/** Asks an Alertmanager. Rejects in words when it can't be reached, or does not answer in time. */
export type Ask = (method: 'GET' | 'POST', page: string, body: string | undefined) => Promise<Answer>;

const MOST_BYTES = 32 * 2 ** 20;

/** Passwords, tokens and certificates are read anew for every request, so that they can be changed at any time. */
export function createAsk(address: Address, settings: AlertmanagerSettings, agent: string, stopped: AbortSignal): Ask {
  return async (method, page, body) => {
    const authorization = await readAuthorization(settings);
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(settings.timeout * 1000)]);
    const headers = {
      'User-Agent': agent,
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
    };
    const common = { method, headers, signal, agent: false };
    const url = `${address.url}${page}`;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const sending = address.tls
      ? // Loaded only where it is used: TLS takes several megabytes of memory.
        process.getBuiltinModule('node:https').request(url, { ...common, ...(await readTlsFiles(settings.tls)) })
      : requestHttp(url, common);
    sending.on('error', (error) => {
      const isLate = signal.aborted && !stopped.aborted;
      reject(isLate ? new Error(`no answer within ${settings.timeout} s`) : wordsOf(error));
    });
    sending.on('response', (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MOST_BYTES) sending.destroy(new Error('its answer is too long'));
        else parts.push(part);
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
      );
      response.on('error', reject);
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
