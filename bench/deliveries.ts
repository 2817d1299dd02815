import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cpuMs } from './process-cost.ts';
import type { Row } from './row.ts';
import { runAgent } from './running-agent.ts';

const DELIVERIES = 200;

/** The same firing alert told by an Alertmanager again and again, to an agent with an action for it. */
export async function deliveryRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsteward-bench-'));
  const token = path.join(folder, 'token');
  writeFileSync(token, 'sesame\n');
  const agent = await runAgent(`interval: 1h
alerts: { shipped_rules: false, webhook: { enabled: true, token_file: ${token} } }
actions: { service-restart: { mode: auto, on: [["alertname=Bench"]] } }
`);
  try {
    const cost = async (times: number) => {
      const before = cpuMs(agent.pid);
      for (let count = 0; count < times; count += 1) await deliver(agent.url);
      return (cpuMs(agent.pid) - before) / times;
    };
    await cost(DELIVERIES);
    const each = await cost(DELIVERIES * 5);
    const decisions: unknown = await (await fetch(`${agent.url}/actions`)).json();
    const count = Array.isArray(decisions) ? decisions.filter(({ kind }) => kind === 'decision').length : Number.NaN;
    return [
      {
        figure: `the same alert delivered ${DELIVERIES} times, CPU of all`,
        unit: 'ms',
        ours: each * DELIVERIES,
        target: 1_000,
      },
      {
        figure: `decisions that ${DELIVERIES * 6} deliveries of it have led to, beyond one`,
        unit: '',
        ours: count - 1,
        target: 1,
      },
    ];
  } finally {
    await agent.stop();
    rmSync(folder, { recursive: true });
  }
}

async function deliver(url: string): Promise<void> {
  const times = { startsAt: '2026-01-31T12:00:00Z', endsAt: '0001-01-01T00:00:00Z' };
  const alert = { status: 'firing', labels: { alertname: 'Bench' }, annotations: {}, ...times, fingerprint: 'ab' };
  const answer = await fetch(`${url}/alerts/received`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer sesame' },
    body: JSON.stringify({ version: '4', receiver: 'r', alerts: [alert] }),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}
