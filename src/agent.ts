import type { Logger } from 'pino';
import { agentName, agentOccurrences } from './agent/about.ts';
import { createEventCounts } from './agent/event-counts.ts';
import { createEventRecorder } from './agent/event-recorder.ts';
import { bootEpochOf, type OpenHost, openHost } from './agent/open-host.ts';
import { type Lasting, type Run, startRun } from './agent/run.ts';
import { type Config, eventStoreFile } from './config/config.ts';
import { createBus } from './core/bus.ts';
import type { Occurrence, OccurrenceDefinition } from './core/definition.ts';
import { messageOf } from './core/errors.ts';
import type { AgentBusEvents } from './exporters/exporter.ts';
import { openStore } from './store/open-store.ts';

export type AgentOptions = {
  readonly config: Config;
  /** Folder of a recorded host to watch in place of this machine; its events are then kept in memory only. */
  readonly hostRoot?: string | undefined;
  readonly version: string;
  readonly log: Logger;
  /** Told when a reload has failed and the configuration before it can't be put in force again either: nothing runs any more. */
  readonly onBroken: (error: Error) => void;
};

/** The agent at work. Its calls wait for each other. */
export type Agent = {
  /** Where a person on this host finds the HTTP server; nothing when it is off. */
  readonly url: () => string | undefined;
  /** Stops all actions, until a person resumes them. */
  readonly stopActions: (words: string) => void;
  /** Puts a configuration in force. Rejects with the reason when it can't be had or put in force; the old one then stays. */
  readonly reload: (load: () => Promise<Config>) => Promise<void>;
  /** Flushes what can be flushed and lets go of everything, within `STOP_MS`. */
  readonly stop: () => Promise<void>;
};

const STOP_MS = 1_500;

/** Rejects, with nothing left running, when the store can't be opened or the HTTP server can't listen. */
export async function startAgent({ config, hostRoot, version, log, onBroken }: AgentOptions): Promise<Agent> {
  let host = openHost(config, hostRoot);
  const lasting = await openLasting(config, host, hostRoot, version, log);
  const { store, events } = lasting;
  const tell = (definition: OccurrenceDefinition, message: string) => {
    const occurrence: Occurrence = { definition, subject: config.host.name, message };
    events.occurred(agentName, [occurrence]);
  };

  const begin = async (wanted: Config): Promise<Run> => {
    try {
      return await startRun(wanted, host, lasting);
    } catch (error) {
      host.close();
      throw error;
    }
  };
  const end = async () => {
    await run.stop(AbortSignal.timeout(STOP_MS));
    host.close();
  };

  let inForce = config;
  let run = await begin(config).catch((error: unknown) => {
    store.close();
    throw error;
  });
  tell(agentOccurrences.started, `netsteward ${version} began to watch`);

  const reload = async (load: () => Promise<Config>) => {
    try {
      const wanted = await load();
      if (wanted.state_directory !== inForce.state_directory || wanted.host.name !== inForce.host.name) {
        throw new Error('state_directory and host.name can only change with a restart of the agent');
      }
      await end();
      host = openHost(wanted, hostRoot);
      run = await begin(wanted).catch(async (error: unknown) => {
        host = openHost(inForce, hostRoot);
        run = await begin(inForce).catch((again: unknown) => {
          onBroken(new Error('the configuration before can not be put in force again', { cause: again }));
          throw error;
        });
        throw error;
      });
      inForce = wanted;
      tell(agentOccurrences.reloaded, 'the new configuration is in force');
    } catch (error) {
      tell(agentOccurrences.rejected, `the old configuration stays in force: ${messageOf(error)}`);
      throw error;
    }
  };

  let last: Promise<void> = Promise.resolve();
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    url: () => run.url,
    stopActions: (words) => lasting.bus.emit('stop', { cause: 'signal', words }),
    reload: (load) => inTurn(() => reload(load)),
    stop: () =>
      inTurn(async () => {
        tell(agentOccurrences.stopping, `netsteward ${version} was told to stop`);
        await end();
        store.close();
      }),
  };
}

async function openLasting(
  config: Config,
  { host }: OpenHost,
  hostRoot: string | undefined,
  version: string,
  log: Logger,
): Promise<Lasting> {
  const bus = createBus<AgentBusEvents>((error, name) => log.error({ err: error }, `a listener to ${name} failed`));
  const store = openStore({
    path: hostRoot === undefined ? eventStoreFile(config) : ':memory:',
    hostName: config.host.name,
    bootEpoch: await bootEpochOf(host),
    onTrouble: (trouble) => {
      if (trouble === undefined) log.info('the event store can be written again');
      else log.error({ err: trouble }, `the event store can't be written: ${trouble.message}`);
    },
  });
  const counts = createEventCounts(store);
  const events = createEventRecorder(store, (recorded) => {
    counts.recorded(recorded);
    bus.emit('events', recorded);
  });
  return { version, store, bus, events, counts, log };
}
