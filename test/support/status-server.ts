import { onTestFinished } from 'vitest';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { type State, statesOf } from '../../src/core/state.ts';
import type { AgentView, Route } from '../../src/exporters/exporter.ts';
import { exporter as status } from '../../src/exporters/status/index.ts';
import { exporter as stream } from '../../src/exporters/stream/index.ts';
import { figure } from './figure.ts';
import { snapshot } from './snapshot.ts';
import { testAgent } from './test-agent.ts';
import { webServer } from './web-server.ts';

type Options = {
  readonly view?: Partial<AgentView>;
  /** Pages of others. */
  readonly routes?: readonly Route[];
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** An agent with the status page and the event stream, to which a test says what is read and what happens. */
export async function statusServer({ view = {}, routes = [], settings = {} }: Options = {}) {
  const agent = testAgent(view);
  const running = [status, stream].flatMap((exporter) => exporter.open(agent.view, {}) ?? []);
  onTestFinished(async () => {
    for (const one of running) await one.stop(AbortSignal.abort());
  });
  const { url } = await webServer({
    settings,
    view: agent.view,
    routes: [...running.flatMap((one) => one.routes ?? []), ...routes],
  });
  const readers = () =>
    figure(
      running.flatMap((one) => one.families?.() ?? []),
      'netsteward_stream_readers',
    );
  return { ...agent, url, readers };
}

/** A reading with these objects. */
export function reading(collector: string, states: readonly State[], about: Partial<Snapshot> = {}): Snapshot {
  return snapshot({ collector, states: statesOf(states), ...about });
}

/** A network device as the collector of interfaces tells it. */
export function device(name: string, fields: State['fields'] = {}): State {
  const netns = String(fields.netns ?? '');
  return {
    kind: 'interface',
    subject: netns === '' ? name : `${netns}:${name}`,
    fields: { netns, interface: name, ifindex: 2, kind: 'physical', state: 'up', master: null, mtu: 1500, ...fields },
  };
}

/** A bond as its collector tells it, with the states of its slaves by name. */
export function bond(
  name: string,
  links: Readonly<Record<string, string>>,
  fields: State['fields'] = {},
): readonly State[] {
  const up = Object.keys(links).filter((link) => links[link] === 'up');
  return [
    {
      kind: 'bond',
      subject: name,
      fields: {
        netns: '',
        bond: name,
        mode: 'active-backup',
        active_slave: up[0] ?? null,
        slaves: Object.keys(links).length,
        slaves_up: up.length,
        aggregator_mismatch: false,
        mii_status: up.length > 0 ? 'up' : 'down',
        ...fields,
      },
    },
    ...Object.entries(links).map(([link, status]) => ({
      kind: 'slave',
      subject: `${name}/${link}`,
      fields: { netns: '', bond: name, slave: link, mii_status: status },
    })),
  ];
}

/** An alert as its state tells it. */
export function alertState(
  name: string,
  labels: Readonly<Record<string, string>>,
  fields: State['fields'] = {},
): State {
  return {
    kind: 'alert',
    subject: `${name}{${Object.values(labels).join()}}`,
    fields: {
      state: 'firing',
      severity: 'warning',
      unknown: false,
      flapping: false,
      silenced_by: null,
      active_since: '2026-01-31T12:00:00.000Z',
      fired_at: '2026-01-31T12:01:00.000Z',
      group: 'test',
      labels: JSON.stringify({ alertname: name, ...labels }),
      summary: `${name} fires`,
      description: null,
      action: null,
      runbook_url: null,
      ...fields,
    },
  };
}
