import { styleText } from 'node:util';
import { formatNumbers } from '../../../core/number-list.ts';
import { printable } from '../../../core/printable.ts';
import type { NumaNode } from '../../../topology/numa-nodes.ts';
import { textTable } from '../text-table.ts';
import { cpuCell, deviceCell, hugepagesCell, memoryCell, queueCell } from './cells.ts';
import { deviceRows, queueRows } from './rows.ts';
import { verdictOf } from './verdict.ts';
import type { PlacementView } from './view.ts';

const INDENT = '  ';

export type AuditTextOptions = { readonly width: number; readonly colours: boolean };

/** The audit for a person: nodes, guests with a verdict each, what disagrees in words, then cards and queues. */
export function auditText(view: PlacementView, options: AuditTextOptions): string {
  const { audit, problems } = view;
  const paint = painter(options);
  const sections = [
    section(counted(audit.nodes.length, 'NUMA node'), ['node', 'CPUs', 'network cards'], nodeRows(view), options),
    guestSection(view, options),
    listSection('What disagrees', audit.guests.flatMap(disagreements), paint('yellow')),
    listSection('What is not as declared', audit.guests.flatMap(deviations), paint('red')),
    section(
      'Network cards and devices of guests',
      ['device', 'node', 'kind', 'interface', 'guest'],
      deviceRows(view),
      options,
    ),
    section(
      'Queues that Open vSwitch polls',
      ['queue', 'core', 'node', 'behind it', 'its node', 'crosses'],
      queueRows(view),
      options,
    ),
    listSection(
      'What could not be read',
      problems.map(({ subject, message }) => `${subject}: ${message}`),
      paint('yellow'),
    ),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')}`;
}

function guestSection({ audit: { guests } }: PlacementView, options: AuditTextOptions): readonly string[] {
  if (guests.length === 0) return ['No guest runs on this host.'];
  const header = ['guest', 'verdict', 'CPUs', 'memory', 'hugepages', 'devices', 'queues'];
  const rows = guests.map((guest) => [
    guest.name,
    verdictOf(guest).text,
    cpuCell(guest),
    memoryCell(guest),
    hugepagesCell(guest),
    deviceCell(guest),
    queueCell(guest),
  ]);
  const title = `${counted(guests.length, 'guest')}, by NUMA node`;
  const lines = section(title, header, rows, options);
  const paint = painter(options);
  // The title and the header stand above the rows.
  return lines.map((line, index) => {
    const guest = guests[index - 2];
    if (guest === undefined) return line;
    const { text, colour } = verdictOf(guest);
    return line.replace(text, () => paint(colour)(text));
  });
}

function disagreements({ name, findings }: PlacementView['audit']['guests'][number]): readonly string[] {
  return findings.map(({ text }) => `${name}: ${text}`);
}

function deviations({ name, deviations: found = [] }: PlacementView['audit']['guests'][number]): readonly string[] {
  return found.map((text) => `${name}: ${text}`);
}

function nodeRows({ audit: { nodes }, devices }: PlacementView): readonly (readonly string[])[] {
  return nodes.map(({ node, cpus }: NumaNode) => {
    const here = devices.filter(({ numaNode }) => numaNode === node);
    const functions = here.filter(({ physfn }) => physfn !== undefined).length;
    const cards = `${here.length - functions}${functions === 0 ? '' : ` and ${counted(functions, 'virtual function')}`}`;
    return [String(node), cpus.length === 0 ? 'none' : formatNumbers(cpus), cards];
  });
}

function section(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { width, colours }: AuditTextOptions,
): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => row.map(printable));
  const { lines, leftOut } = textTable(header, cells, width - INDENT.length);
  const notes = leftOut.length === 0 ? [] : [`not shown: ${leftOut.join(', ')} (--json, or a wider terminal)`];
  return [painter({ colours })('bold')(title), ...[...lines, ...notes].map((line) => INDENT + line)];
}

function listSection(title: string, items: readonly string[], paint: (text: string) => string): readonly string[] {
  return items.length === 0 ? [] : [paint(title), ...items.map((item) => INDENT + printable(item))];
}

type Colour = 'bold' | 'green' | 'yellow' | 'red' | 'gray';

function painter({ colours }: Pick<AuditTextOptions, 'colours'>) {
  return (colour: Colour) => (text: string) => (colours ? styleText(colour, text, { validateStream: false }) : text);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
