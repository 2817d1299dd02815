import type { CloudEvent, EventDraft } from '../../src/core/event.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import type { AgentView } from '../../src/exporters/exporter.ts';
import { createLogger } from '../../src/log/create-logger.ts';
import { agentView } from './agent-view.ts';

export type TestAgent = {
  readonly view: AgentView;
  /** Lines of the log, as JSON. */
  readonly logged: readonly string[];
  /** Records events and tells the exporters, as the agent does. */
  readonly happen: (...drafts: readonly EventDraft[]) => readonly CloudEvent[];
  /** Finishes a reading. */
  readonly read: (snapshot: Snapshot) => void;
};

/** An agent without collectors, to which a test says what happens. Its store, bus and log are real ones. */
export function testAgent(about: Partial<AgentView> = {}): TestAgent {
  const logged: string[] = [];
  const log = createLogger({ level: 'debug', format: 'json', destination: { write: (line) => logged.push(line) } });
  const last = new Map<string, Snapshot>();
  const view = agentView({
    snapshots: () => [...last.values()],
    collectorNames: ['bond', 'interface'],
    log,
    ...about,
  });
  return {
    view,
    logged,
    happen: (...drafts) => {
      const events = view.store.record({ events: drafts });
      view.bus.emit('events', events);
      return events;
    },
    read: (snapshot) => {
      last.set(snapshot.collector, snapshot);
      view.bus.emit('snapshot', snapshot);
    },
  };
}
