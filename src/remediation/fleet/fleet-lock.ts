import { messageOf } from '../../core/errors.ts';
import { parseHttpAddress } from '../../remote/http-address.ts';
import { createHttpAsk } from '../../remote/http-request.ts';
import { type FleetAnswer, fleetAnswer } from './answers.ts';
import type { FleetSettings } from './settings.ts';

/** A lease of a fleet, of which there are only so many. */
export type FleetLock = {
  /**
   * Asks for the lease once. Whatever is not clearly a yes is a no, and why in words. With `doubtful`, the server may have
   * granted it all the same: it then counts this host until `release`.
   */
  readonly acquire: (signal: AbortSignal) => Promise<Granted | NotGranted>;
  /**
   * Gives the lease back, when this host is steady again: once for each `acquire` that was granted, of which the last one
   * tells the server. May be called without any. Rejects when the server was not, or may not have been told.
   */
  readonly release: (signal: AbortSignal) => Promise<void>;
};

export type Granted = { readonly granted: true };
export type NotGranted = { readonly refused: string; readonly doubtful?: true };

/** Who asks: `hostName` is its id unless the settings say otherwise. */
export type FleetMember = { readonly hostName: string; readonly version: string };

type Page = '/v1/pre-reboot' | '/v1/steady-state';

const MOST_BYTES = 65_536;
const NO_LONGER = 'it was not waited for any longer';
/** The request can't have reached anybody. */
const UNSENT = /\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/;

/**
 * A client of the FleetLock protocol, which was made for reboots and limits any change as well. Asks once and never by
 * itself again. The server knows a host and not what it does, so that leases for several things at once are counted here.
 * Gives nothing where the settings name no server.
 */
export function fleetLock(settings: FleetSettings, member: FleetMember): FleetLock | undefined {
  const address = settings.url === undefined ? undefined : parseHttpAddress(settings.url);
  if (address === undefined) return undefined;
  const id = settings.id ?? member.hostName;
  const body = JSON.stringify({ client_params: { id, group: settings.group } });
  const headers = { 'fleet-lock-protocol': 'true', 'User-Agent': `netsteward/${member.version}` };
  let held = 0;
  let turn: Promise<unknown> = Promise.resolve();

  /** A lease that is taken while another is being given back could be given back with it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };
  const ask = async (page: Page, signal: AbortSignal): Promise<FleetAnswer> => {
    if (signal.aborted) return { says: 'no', words: NO_LONGER };
    try {
      const post = createHttpAsk({ address, settings, headers, mostBytes: MOST_BYTES }, signal);
      return fleetAnswer(await post('POST', page, body));
    } catch (error) {
      const words = signal.aborted ? NO_LONGER : messageOf(error);
      return { says: UNSENT.test(words) ? 'no' : 'doubt', words };
    }
  };

  return {
    acquire: (signal) =>
      inTurn(async () => {
        const answer = await ask('/v1/pre-reboot', signal);
        if (answer.says === 'yes') {
          held += 1;
          return { granted: true };
        }
        const refused = `${address.url} gives ${id} no lease of group ${settings.group}: ${answer.words}`;
        return answer.says === 'doubt' ? { refused, doubtful: true } : { refused };
      }),
    release: (signal) =>
      inTurn(async () => {
        if (held > 1) {
          held -= 1;
          return;
        }
        const answer = await ask('/v1/steady-state', signal);
        if (answer.says !== 'yes') {
          throw new Error(`${address.url} does not take the lease of ${id} back: ${answer.words}`);
        }
        held = 0;
      }),
  };
}
