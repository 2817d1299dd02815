import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callFile, tablesFile } from '../src/host/recording.ts';

/** What the host consists of. */
export const many = { guests: 50, vcpus: 8, processes: 1_000 } as const;

const RECORDING = path.join(import.meta.dirname, '../src/collectors/placement/fixtures/hosts/two-nodes');
/** The guest of the recording that the others are made of: two CPUs, hugepages, a virtual function and a port. */
const TEMPLATE = '254';
const SOCKETS = '/run/openvswitch';
const HUGEPAGES = 2_048;

/**
 * Writes a recorded host of two NUMA nodes on which 50 guests of 8 CPUs run among 1,000 other processes, made by copying
 * a guest that was recorded: each has 4 GiB in hugepages, a virtual function and a port of a switch. Returns its folder.
 */
export function writeManyGuests(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'netsteward-bench-'));
  cpSync(RECORDING, root, { recursive: true });
  rmSync(path.join(root, 'proc'), { recursive: true });
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const guests = Array.from({ length: many.guests }, (_, index) => index);
  for (const index of guests) writeGuest(write, index);
  const sleeper = read('proc/1/stat').replace(/^1 \(.*\)/, '');
  for (let pid = 1; pid <= many.processes; pid += 1) write(`proc/${pid}/stat`, `${pid} (sleep)${sleeper}`);
  writeSwitch(write, guests);
  return root;
}

type Write = (file: string, text: string) => void;

const read = (file: string) => readFileSync(path.join(RECORDING, file), 'utf8');
const addressOf = (index: number) => `0000:41:${(16 + (index >> 3)).toString(16)}.${index & 7}`;
const nodeOf = (index: number) => index % 2;

function writeGuest(write: Write, index: number): void {
  const pid = 20_000 + 100 * index;
  write(`proc/${pid}/stat`, read(`proc/${TEMPLATE}/stat`).replace(/^\d+/, String(pid)));
  const commandLine = read(`proc/${TEMPLATE}/cmdline`)
    .replace('guest=local', `guest=vnf-${index}`)
    .replace('/run/local.sock', `/run/vnf-${index}.sock`)
    .replace(/host=0000:[^\0]*/, `host=${addressOf(index)}`);
  write(`proc/${pid}/cmdline`, commandLine);
  write(`sys/bus/pci/devices/${addressOf(index)}/numa_node`, `${nodeOf(index)}\n`);
  const maps = read(`proc/${TEMPLATE}/numa_maps`);
  write(
    `proc/${pid}/numa_maps`,
    maps.replace(/ N\d=\d+ kernelpagesize_kB=2048/, ` N${nodeOf(index)}=${HUGEPAGES} kernelpagesize_kB=2048`),
  );
  const [emulator = '', cpu = ''] = ['qemu-system-x86', 'CPU 0/TCG'].map(statusNamed);
  write(`proc/${pid}/task/${pid}/status`, emulator);
  for (let thread = 1; thread <= 4; thread += 1) write(`proc/${pid}/task/${pid + thread}/status`, emulator);
  for (let vcpu = 0; vcpu < many.vcpus; vcpu += 1) {
    write(`proc/${pid}/task/${pid + 10 + vcpu}/status`, cpu.replace('CPU 0/TCG', `CPU ${vcpu}/KVM`));
  }
}

function statusNamed(name: string): string {
  const tasks = readdirSync(path.join(RECORDING, `proc/${TEMPLATE}/task`)).filter((entry) => entry !== '.list');
  const texts = tasks.map((tid) => read(`proc/${TEMPLATE}/task/${tid}/status`));
  return texts.find((text) => text.startsWith(`Name:\t${name}`)) ?? '';
}

/** Two queues for each guest, polled by sixteen PMDs. */
function writeSwitch(write: Write, guests: readonly number[]): void {
  const queues = guests.flatMap((index) => [0, 1].map((queue) => ({ index, queue })));
  const threads = Array.from({ length: 16 }, (_, core) => {
    const own = queues.filter((_queue, at) => at % 16 === core);
    const lines = own.map(
      ({ index, queue }) => `  port: vnf${index}             queue-id:  ${queue} (enabled)   pmd usage:  3 %\n`,
    );
    return `pmd thread numa_id ${core % 2} core_id ${core}:\n  isolated : false\n${lines.join('')}  overhead:  1 %\n`;
  });
  const call = callFile(`${SOCKETS}/ovs-vswitchd.1.ctl`, 'dpif-netdev/pmd-rxq-show', []);
  write(`${call}.json`, JSON.stringify(threads.join('')));
  const rows = guests.map((index) => [
    `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    {
      name: `vnf${index}`,
      type: 'dpdkvhostuserclient',
      status: {},
      options: { 'vhost-server-path': `/run/vnf-${index}.sock` },
    },
  ]);
  write(
    `${tablesFile(`${SOCKETS}/db.sock`, 'Open_vSwitch')}.json`,
    JSON.stringify({ Interface: Object.fromEntries(rows) }),
  );
}
