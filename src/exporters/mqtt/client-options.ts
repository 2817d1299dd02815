import type { IClientOptions } from 'mqtt';
import { readCredentials } from './credentials.ts';
import type { MqttSettings } from './settings.ts';
import type { Timing } from './timing.ts';
import { topicLevel } from './topics.ts';

/** What MQTT.js is told about this client: who it is, and what the broker publishes when it is gone without a word. */
export async function clientOptions(
  settings: MqttSettings,
  hostName: string,
  availability: string,
  timing: Timing,
): Promise<IClientOptions> {
  return {
    ...(await readCredentials(settings)),
    protocolVersion: settings.protocol_version,
    clientId: settings.client_id ?? `netsteward-${topicLevel(hostName)}`,
    keepalive: Math.ceil(settings.keepalive),
    connectTimeout: timing.connect,
    will: { topic: availability, payload: 'offline', qos: 1, retain: true },
  };
}
