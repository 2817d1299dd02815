import { onTestFinished } from 'vitest';
import { alertKey, type OutgoingAlert } from '../../src/core/outgoing-alert.ts';
import { alertmanagerSettings } from '../../src/exporters/alertmanager/settings.ts';
import { startAlertmanagers } from '../../src/exporters/alertmanager/start.ts';
import type { AgentView } from '../../src/exporters/exporter.ts';
import { figure } from './figure.ts';
import { testAgent } from './test-agent.ts';

/** An alert with the label `name` that has fired for ten seconds. */
export function firingAlert(name: string, more: Partial<OutgoingAlert> = {}): OutgoingAlert {
  const labels = new Map([
    ['alertname', 'Test'],
    ['host', 'host1'],
    ['name', name],
  ]);
  const annotations = new Map([['summary', `${name} is ill`]]);
  return { key: alertKey(labels), labels, annotations, startsAt: Date.now() - 10_000, silence: undefined, ...more };
}

export type AlertingAgent = {
  /** What fires from now on. */
  readonly fire: (...alerts: readonly OutgoingAlert[]) => void;
  /** What Alertmanagers have said about silences. */
  readonly silenced: () => ReadonlyMap<string, readonly string[]>;
  readonly logged: readonly string[];
  readonly start: (settings: Readonly<Record<string, unknown>>) => {
    readonly stop: (signal: AbortSignal) => Promise<void>;
    readonly metric: (name: string) => number | undefined;
  };
};

/** An agent whose alerts the test makes, with a real store. */
export function alertingAgent(about: Partial<AgentView> = {}): AlertingAgent {
  let firing: readonly OutgoingAlert[] | undefined;
  let silenced: ReadonlyMap<string, readonly string[]> = new Map();
  const { view, logged } = testAgent({
    firing: () => firing,
    silenced: (by) => {
      silenced = by;
    },
    ...about,
  });
  return {
    logged,
    silenced: () => silenced,
    fire: (...alerts) => {
      firing = alerts;
      view.bus.emit('firing', alerts);
    },
    start: (settings) => {
      const checked = alertmanagerSettings.parse({ resend_interval: 1, ...settings });
      const { stop, families } = startAlertmanagers(view, checked, { firstRetry: 10, longestRetry: 50 });
      onTestFinished(() => stop(AbortSignal.abort()));
      return { stop, metric: (name) => figure(families?.() ?? [], name) };
    },
  };
}
