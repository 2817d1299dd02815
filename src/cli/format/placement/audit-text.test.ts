import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAuditor } from '../../../collectors/placement/audit/auditor.ts';
import { placementSettings } from '../../../collectors/placement/settings.ts';
import { recordedHost } from '../../../host/recorded-host.ts';
import { readPciNetwork } from '../../../pci/network.ts';
import { auditJson } from './audit-json.ts';
import { auditText } from './audit-text.ts';
import type { PlacementView } from './view.ts';

const RECORDING = path.join(import.meta.dirname, '../../../collectors/placement/fixtures/hosts/two-nodes');
const wide = { width: 200, colours: false };

async function viewOf(settings: object = {}): Promise<PlacementView> {
  const host = recordedHost(RECORDING);
  const signal = AbortSignal.timeout(300_000);
  const audited = await createAuditor(host, placementSettings.parse(settings), 20_000).audit(signal);
  if (audited === undefined) throw new Error('no nodes');
  const { devices } = await readPciNetwork(host, signal);
  return { ...audited, devices: [...devices.values()] };
}

describe('the placement of everything, for a person', () => {
  it('shows nodes, guests with a verdict each, what disagrees, devices and queues', async () => {
    const text = auditText(await viewOf({ guests: { local: 0, split: 1, dns: 'cross' } }), wide);
    await expect(text).toMatchFileSnapshot(path.join(import.meta.dirname, 'fixtures/two-nodes.txt'));
  });

  it('says which columns a narrow terminal has no room for, and keeps the verdict', async () => {
    const lines = auditText(await viewOf(), { ...wide, width: 60 }).split('\n');
    expect(lines).toContain('  guest   verdict     CPUs           memory');
    expect(lines).toContain('  not shown: hugepages, devices, queues (--json, or a wider terminal)');
  });

  it('has a colour for each verdict', async () => {
    const text = auditText(await viewOf({ guests: { local: 0, split: 1 } }), { ...wide, colours: true });
    expect(text).toContain('\x1b[32mnode 0, as declared\x1b[39m');
    expect(text).toContain('\x1b[31mNOT on node 1\x1b[39m');
    expect(text).toContain('\x1b[33mcross-NUMA\x1b[39m');
  });

  it('says so when there are no guests, and shows no escape that a name may hold', async () => {
    const view = await viewOf();
    const empty = { ...view, audit: { ...view.audit, guests: [], queues: [] } };
    expect(auditText(empty, wide)).toContain('\nNo guest runs on this host.\n');
    const [guest] = view.audit.guests;
    if (guest === undefined) throw new Error('no guest');
    const odd = { ...view, audit: { ...view.audit, guests: [{ ...guest, name: 'a\x1b[2J' }] } };
    expect(auditText(odd, wide)).not.toContain('\x1b');
  });

  it('shows what could not be read, and what is not known', async () => {
    const view = await viewOf();
    const [guest] = view.audit.guests;
    if (guest === undefined) throw new Error('no guest');
    const unknown = { ...guest, cpus: undefined, memory: undefined, nodes: undefined };
    const problems = [{ subject: 'memory', message: 'may not be measured' }];
    const lines = auditText({ ...view, problems, audit: { ...view.audit, guests: [unknown] } }, wide).split('\n');
    expect(
      lines
        .find((line) => line.startsWith('  afloat'))
        ?.split(/ {2,}/)
        .slice(2, 6),
    ).toEqual(['not known', '?', '?', '?']);
    expect(lines).toContain('  memory: may not be measured');
  });
});

describe('the placement of everything, for a program', () => {
  it('has figures by node, and null for what is not known', async () => {
    const json = JSON.parse(JSON.stringify(auditJson(await viewOf({ guests: { split: 1 } }))));
    expect(json.nodes).toEqual([
      { node: 0, cpus: [0, 1] },
      { node: 1, cpus: [2, 3] },
    ]);
    expect(json.guests[3]).toMatchObject({
      name: 'split',
      uuid: null,
      verdict: 'NOT on node 1',
      nodes: [0, 1],
      cpus: { byNode: { 0: 2 }, floating: 0, nodes: [0], hostCpus: [0] },
      memory: { nodes: [1], bytes: { 1: 33554432 }, hugepages: { 1: 33554432 } },
      devices: [{ address: '0000:41:10.2', node: 0 }],
      ports: [{ socket: '/run/split.sock', port: 'vhsplit', queues: [{ queue: 0, core: 1, node: 0 }] }],
      disagreements: [{ kind: 'memory' }, { kind: 'queue' }],
      declared: [1],
    });
    expect(json.queues).toHaveLength(3);
    expect(json.queues[2]).toMatchObject({ port: 'null0', behind: 'other', of: null, crossesNodes: null });
    expect(json.devices).toHaveLength(6);
    expect(json.problems).toEqual([]);
  });
});
