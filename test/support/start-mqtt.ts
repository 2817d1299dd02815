import { onTestFinished } from 'vitest';
import type { AgentView, RunningExporter } from '../../src/exporters/exporter.ts';
import { parseBrokerUrl } from '../../src/exporters/mqtt/broker-url.ts';
import { startPublisher } from '../../src/exporters/mqtt/publisher.ts';
import { mqttSettings } from '../../src/exporters/mqtt/settings.ts';
import type { Timing } from '../../src/exporters/mqtt/timing.ts';
import { figure } from './figure.ts';

/** Waits short enough for tests. */
const shortTiming: Timing = {
  connect: 5_000,
  silence: 5_000,
  firstRetry: 10,
  longestRetry: 50,
  good: 1_000,
  drain: 2_000,
  farewell: 500,
};

export type StartedMqtt = Pick<RunningExporter, 'stop'> & {
  /** The value of a metric without labels. */
  readonly metric: (name: string) => number | undefined;
};

/** Starts the MQTT exporter with short waits; it is stopped when the test has finished. */
export function startMqtt(
  view: AgentView,
  settings: Readonly<Record<string, unknown>>,
  timing: Partial<Timing> = {},
): StartedMqtt {
  const checked = mqttSettings.parse(settings);
  const address = parseBrokerUrl(checked.url ?? '');
  if (address === undefined) throw new Error('the broker has no URL');
  const { stop, families } = startPublisher(view, checked, address, { ...shortTiming, ...timing });
  onTestFinished(() => stop(AbortSignal.abort()));
  return {
    stop,
    metric: (name) => figure(families?.() ?? [], name),
  };
}
