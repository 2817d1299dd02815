import { createBus } from '../../src/core/bus.ts';
import type { AgentBusEvents } from '../../src/exporters/exporter.ts';
import { exporter } from '../../src/exporters/mqtt/index.ts';
import { createLogger } from '../../src/log/create-logger.ts';
import { openStore } from '../../src/store/open-store.ts';
import { eventDraft } from './event-draft.ts';

/**
 * A program for tests, to be killed: an agent that publishes to the broker at the URL of its second argument and keeps
 * its events in the file of its first. With a third argument it records events, one after the other, until it is killed.
 */
const [, , path = '', url = '', records] = process.argv;
const store = openStore({ path, hostName: 'host1', bootEpoch: 'boot-1' });
const bus = createBus<AgentBusEvents>((error) => {
  throw error;
});
exporter.open(
  {
    hostName: 'host1',
    version: '0.0.0',
    store,
    bus,
    snapshots: () => [],
    collectorNames: [],
    families: () => [],
    firing: () => undefined,
    past: () => [],
    silenced: () => undefined,
    log: createLogger({ level: 'info', format: 'json' }),
  },
  { url },
);

const recordOne = () => {
  bus.emit('events', store.record({ events: [eventDraft()] }));
  setTimeout(recordOne, Math.random() * 2);
};
if (records !== undefined) recordOne();
