import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createBus } from '../../src/core/bus.ts';
import type { AgentBusEvents, AgentView } from '../../src/exporters/exporter.ts';
import { openStore } from '../../src/store/open-store.ts';

/** An agent as exporters see it, with a real bus and a real store in memory but nothing that reads a host. */
export function agentView(about: Partial<AgentView> = {}): AgentView {
  const store = openStore({ path: ':memory:', hostName: 'host1', bootEpoch: 'boot-1' });
  onTestFinished(() => store.close());
  return {
    hostName: 'host1',
    version: '1.2.3',
    store,
    bus: createBus<AgentBusEvents>((error) => {
      throw error;
    }),
    snapshots: () => [],
    collectorNames: [],
    families: () => [],
    firing: () => undefined,
    past: () => [],
    silenced: () => undefined,
    log: pino({ level: 'silent' }),
    ...about,
  };
}
