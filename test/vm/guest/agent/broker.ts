import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import mqtt from 'mqtt';
import { until } from '../until.ts';

const PORT = 18_830;
export const BROKER = `mqtt://127.0.0.1:${PORT}`;
const CONFIG = `listener ${PORT} 127.0.0.1\nallow_anonymous true\nuser root\nlog_dest none\n`;

/** An event as it came to a subscriber, and when on this process's clock. */
export type Arrived = {
  readonly at: number;
  readonly type: string;
  readonly subject: string;
  readonly severity: string;
  readonly message: string;
  readonly before: unknown;
  readonly after: unknown;
};

/** A real broker in the guest with a subscriber to every event. */
export type Broker = { readonly arrived: readonly Arrived[]; readonly end: () => Promise<void> };

export async function startBroker(): Promise<Broker> {
  writeFileSync('/run/mosquitto.conf', CONFIG);
  const broker = spawn('mosquitto', ['-c', '/run/mosquitto.conf'], { stdio: 'ignore' });
  await until('mosquitto listens', listens);
  const client = await mqtt.connectAsync(BROKER, { clientId: 'subscriber' });
  const arrived: Arrived[] = [];
  client.on('message', (_topic, payload) => {
    const at = performance.now();
    const { type, subject, severity, data } = JSON.parse(payload.toString('utf8'));
    arrived.push({
      at,
      type,
      subject,
      severity,
      message: data?.message ?? '',
      before: data?.before ?? null,
      after: data?.after ?? null,
    });
  });
  await client.subscribeAsync('netsteward/+/event/#', { qos: 1 });
  return {
    arrived,
    end: async () => {
      await client.endAsync(true);
      broker.kill();
    },
  };
}

function listens(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(PORT, '127.0.0.1');
    const answer = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.on('connect', () => answer(true)).on('error', () => answer(false));
  });
}
