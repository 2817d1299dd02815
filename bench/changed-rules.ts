import { renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const TRIES = 30;
const PAUSE_MS = 1000;

/** Writes a rule file with so many rules, as whoever is careful does it: no half of it is ever seen. */
export function writeRules(file: string, count: number): void {
  const rules = Array.from({ length: count }, (_, index) => ({
    alert: `Bench${index}`,
    expr: `rate(netsteward_interface_receive_bytes_total{interface!="lo"}[5m]) > 1e12 + ${index}`,
    labels: { severity: 'warning' },
    annotations: { summary: '{{ $labels.interface }} receives {{ $value | humanize }}B/s' },
  }));
  writeFileSync(`${file}.new`, JSON.stringify({ groups: [{ name: 'bench', rules }] }));
  renameSync(`${file}.new`, file);
}

/** Changes a rule file of a running agent again and again, and waits each time until its rules are in force. */
export async function changeRules(file: string, agentUrl: string, times: number): Promise<void> {
  const before = await rulesInForce(agentUrl);
  for (let change = 1; change <= times; change += 1) {
    writeRules(file, 1 + change);
    for (let tries = 0; (await rulesInForce(agentUrl)) !== before + change; tries += 1) {
      if (tries === TRIES) throw new Error(`rules changed in ${file} are not in force after 30 s`);
      await delay(PAUSE_MS);
    }
  }
}

async function rulesInForce(agentUrl: string): Promise<number> {
  const text = await (await fetch(`${agentUrl}/metrics`)).text();
  return [...text.matchAll(/^netsteward_alert_rules\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}
