import { describe, expect, it } from 'vitest';
import { collectors } from '../../src/collectors/registry.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import type { Plane } from '../../src/exporters/status/model/plane.ts';
import { planeOf } from '../../src/exporters/status/view/plane/plane-of.ts';
import { views } from '../../src/exporters/status/view/verdicts/views.ts';
import { recordedHost } from '../../src/host/recorded-host.ts';
import { readOnce } from '../../src/schedule/read-once.ts';
import { computeHost, notRecorded } from '../support/compute-host.ts';

/** Labels of alerts that are not labels of the collector's metrics: what the alerts of it are named by instead. */
const NOT_METRICS = new Set(['file']);

describe('what the status page says of objects', () => {
  it.each([...views])('%s: there are such objects, and their metrics have the labels that name them', (name, view) => {
    const [collectorName, kindName] = name.split('/');
    const collector = collectors.find((one) => one.name === collectorName);
    expect(collector?.kinds.map(({ kind }) => kind)).toContain(kindName);
    const labels = new Set(collector?.metrics.flatMap((metric) => metric.labels));
    const named = Object.keys(view.labels({ kind: kindName ?? '', subject: 'a/b', fields: {} }));
    expect(named.filter((label) => !labels.has(label) && !NOT_METRICS.has(label))).toEqual([]);
  });
});

async function readAll(root: string): Promise<readonly Snapshot[]> {
  const host = recordedHost(root);
  const never = new AbortController().signal;
  const wanted = collectors.filter(({ name }) => !notRecorded.includes(name));
  return await Promise.all(
    wanted.map((collector) => readOnce(collector.name, collector.open(host, {}), undefined, 20_000, 0, never)),
  );
}

/** `node 0: port eth1 (no carrier)`, in the order of the picture. */
function boxesOf({ bands }: Plane): readonly string[] {
  return bands.flatMap(({ node, cells }) =>
    Object.entries(cells).flatMap(([column, { boxes }]) =>
      boxes.map(
        ({ name, state }) => `${node === undefined ? 'no node' : `node ${node}`}: ${column} ${name} (${state})`,
      ),
    ),
  );
}

function linesOf({ lines }: Plane): readonly string[] {
  const name = (id: string) => id.split('/').slice(2).join('/');
  return lines.map(({ from, to, how }) => `${name(from)} → ${name(to)} ${how}`).sort();
}

describe('the picture of a recorded compute node', () => {
  it('has every part at its NUMA node, in its state, and its lines', async () => {
    const snapshots = await readAll(computeHost());
    expect(snapshots.filter(({ problems }) => problems.length > 0)).toEqual([]);
    const plane = planeOf(snapshots);
    expect(boxesOf(plane)).toEqual([
      'node 0: port dpdk0 (up)',
      'node 0: port dpdk1 (up)',
      'node 0: port eth1 (no carrier)',
      'node 0: bond dpdkbond (2 members in use)',
      'node 0: switch PMD core 1 (not isolated)',
      'node 0: end local (on node 0)',
      'node 0: end split (on nodes 0-1)',
      'node 1: port eth0 (up)',
      'node 1: switch PMD core 2 (not isolated)',
      'no node: port eth2 (set down)',
      'no node: bond bond0 (one link left of 2)',
      'no node: tunnel bond0.42 (up)',
      'no node: tunnel gn0 (BFD down)',
      'no node: tunnel vx0 (up)',
      'no node: tunnel vx100 (up)',
      'no node: switch br-int (netdev datapath)',
      'no node: switch br0 (up)',
      'no node: end afloat (on nodes 0-1)',
      'no node: end blue (up)',
      'no node: end dns (on nodes 0-1)',
      'no node: end tap0 (no carrier)',
      'no node: end vhlocal (up)',
      'no node: end vhsplit (up)',
    ]);
    expect(linesOf(plane)).toEqual([
      'bond0 → blue standby',
      'bond0 → bond0.42 active',
      'bond0 → vx100 active',
      'br-int → vhlocal active',
      'br-int → vhsplit active',
      'br0 → blue active',
      'br0 → tap0 standby',
      'dpdk0 → core 1 active',
      'dpdk0 → dpdkbond active',
      'dpdk1 → core 2 broken',
      'dpdk1 → dpdkbond standby',
      'dpdkbond → br-int active',
      'eth0 → bond0 active',
      'eth0 → dns active',
      'eth1 → bond0 broken',
      'eth1 → local broken',
      'eth1 → split broken',
      'gn0 → br-int broken',
      'vx0 → br-int active',
    ]);
    const card = plane.bands[0]?.cells.port.boxes.find(({ name }) => name === 'eth1');
    expect(card?.parts?.words).toBe('2 VFs: 2 in guests');
  });

  it('of a host that has nothing is empty', () => {
    expect(planeOf([])).toEqual({ bands: [], lines: [] });
  });
});
