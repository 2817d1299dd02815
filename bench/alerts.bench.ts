import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasProgram } from '../test/support/programs.ts';
import { followEvents } from './agent-events.ts';
import { cpuOf } from './cpu.ts';
import { prometheusEvaluation } from './prometheus-rules.ts';
import { type Bench, type Row, spread } from './row.ts';
import { missingBuild, runAgent } from './running-agent.ts';
import { COLLECTORS, RULES, SERIES, thousandRules } from './thousand-rules.ts';
import { watchWithIp } from './watch-with-ip.ts';

const FLIPS = 40;
const GIVE_UP_MS = 2_000;

async function evaluationRows(): Promise<readonly Row[]> {
  const { read, evaluate, ofOneCollector, bytes } = thousandRules();
  const all = await cpuOf(15, async () => {
    evaluate();
  });
  const one = await cpuOf(15, async () => {
    evaluate(ofOneCollector);
  });
  const taken = await cpuOf(9, async () => read());
  const theirs = hasProgram('prometheus')
    ? { name: 'Prometheus, wall', value: await prometheusEvaluation() }
    : undefined;
  return [
    {
      figure: `${RULES} rules over ${SERIES} series, CPU an evaluation`,
      unit: 'ms',
      ours: all,
      ...(theirs === undefined ? {} : { peer: theirs }),
      target: 50,
    },
    {
      figure: `… those that see one of ${COLLECTORS} collectors`,
      unit: 'ms',
      ours: one,
      peer: { name: 'all rules', value: all },
    },
    { figure: `taking in ${SERIES} samples, CPU`, unit: 'ms', ours: taken },
    { figure: 'memory of five minutes of them', unit: 'MiB', ours: bytes() / 2 ** 20 },
  ];
}

/** From the kernel's announcement of a lost carrier, as `ip -o monitor link` prints it, to the event of the alert. */
async function latencyRows(): Promise<readonly Row[]> {
  const name = `nst${randomBytes(3).toString('hex')}`;
  const rules = path.join(tmpdir(), `${name}.yaml`);
  const expression = `netsteward_interface_carrier{interface="${name}a"} == 0`;
  writeFileSync(rules, `groups: [{ name: bench, rules: [{ alert: NoCarrier, expr: '${expression}' }] }]\n`);
  execFileSync('ip', ['link', 'add', `${name}a`, 'up', 'type', 'veth', 'peer', 'name', `${name}b`]);
  execFileSync('ip', ['link', 'set', `${name}b`, 'up']);
  const agent = await runAgent(`interval: 5s\nalerts: { rule_files: ['${rules}'], flapping: { times: 1000 } }\n`);
  const stop = new AbortController();
  let link = Number.NaN;
  let alert = Number.NaN;
  const stopIp = watchWithIp(`${name}a`, ({ at, up }) => {
    if (!up) link = at;
  });
  try {
    await followEvents(
      agent.url,
      ({ at, type, subject }) => {
        if (type === 'netsteward.alert.firing' && subject.startsWith('NoCarrier')) alert = at;
      },
      stop.signal,
    );
    await delay(2_000);
    const later: number[] = [];
    let missed = 0;
    for (let flip = 0; flip < FLIPS; flip += 1) {
      link = alert = Number.NaN;
      const began = performance.now();
      execFileSync('ip', ['link', 'set', `${name}b`, 'down']);
      while (Number.isNaN(link + alert) && performance.now() < began + GIVE_UP_MS) await delay(1);
      if (Number.isNaN(link + alert)) missed += 1;
      else later.push(alert - link);
      execFileSync('ip', ['link', 'set', `${name}b`, 'up']);
      await delay(150);
    }
    const { median, p95 } = spread(later);
    return [
      {
        figure: 'link change to event of the firing alert, behind ip -o monitor link, median',
        unit: 'ms',
        ours: median,
        target: 10,
      },
      { figure: '… 95th percentile', unit: 'ms', ours: p95 },
      { figure: `link changes of ${FLIPS} without their alert`, unit: '', ours: missed, target: 1 },
    ];
  } finally {
    stopIp();
    stop.abort();
    await agent.stop();
    execFileSync('ip', ['link', 'del', `${name}a`]);
    rmSync(rules);
  }
}

export const bench: Bench = {
  missing: () => (process.getuid?.() === 0 ? missingBuild() : 'links are made by root only'),
  run: async () => [...(await evaluationRows()), ...(await latencyRows())],
};
