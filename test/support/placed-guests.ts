import fs from 'node:fs';
import path from 'node:path';
import type { Collected } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/placement/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import { changingHost } from './changing-host.ts';
import { linesOfFamilies } from './lines-of-families.ts';

const RECORDING = path.join(import.meta.dirname, '../../src/collectors/placement/fixtures/hosts/two-nodes');

/** The guests of the recorded host with two NUMA nodes, and their processes. */
export const PIDS = { local: 254, split: 257, dns: 258, afloat: 259 };
export type RecordedGuest = keyof typeof PIDS;
/** What Open vSwitch answers about queues. */
export const RX_QUEUES = 'calls/ovs-vswitchd.ctl_dpif-netdev_pmd-rxq-show.json';

/** The collector of placement at work on that host, which may be changed. */
export function placedGuests(settings: object = {}) {
  const changing = changingHost(RECORDING);
  const reader = collector.open(changing.host, settings);
  const read = () => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });
  /** Puts a CPU of a guest on other CPUs of the host. */
  const pin = (guest: RecordedGuest, vcpu: number, cpus: string) => {
    const file = threadFile(guest, vcpu);
    changing.write(file.path, file.text.replace(/^Cpus_allowed_list:.*$/m, `Cpus_allowed_list:\t${cpus}`));
  };
  return { ...changing, read, pin };
}

/** The status of the thread that is a CPU of a guest. */
export function threadFile(guest: RecordedGuest, vcpu: number): { readonly path: string; readonly text: string } {
  const task = `proc/${PIDS[guest]}/task`;
  for (const tid of fs.readdirSync(path.join(RECORDING, task))) {
    const file = `${task}/${tid}/status`;
    if (tid === '.list') continue;
    const text = fs.readFileSync(path.join(RECORDING, file), 'utf8');
    if (text.startsWith(`Name:\tCPU ${vcpu}/TCG`)) return { path: file, text };
  }
  throw new Error(`${guest} has no CPU ${vcpu}`);
}

/** What is told of a guest as its state. */
export function fieldsOf({ states }: Collected, guest: string) {
  return states.get(`guest/${guest}`)?.fields;
}

/** The figures whose line holds a text, without the prefix of their names. */
export function linesAbout(now: Collected, text: string): readonly string[] {
  const lines = linesOfFamilies(now.families()).filter((line) => line.includes(text));
  return lines.map((line) => line.replace('netsteward_placement_', '')).sort();
}

/** `info guest-vanished: web has ended`. */
export function eventsBetween(before: Collected, after: Collected): readonly string[] {
  const drafts = diffStates('placement', collector.kinds, before.states, after.states, 0);
  return drafts.map(({ severity, type, data }) => `${severity} ${type.split('.').at(-1)}: ${data.message}`);
}
