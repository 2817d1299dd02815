import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectors } from '../../src/collectors/registry.ts';
import { expositionText } from '../../src/exporters/prometheus/exposition.ts';
import { mergeFamilies } from '../../src/exporters/prometheus/merge-families.ts';
import { recordedHost } from '../../src/host/recorded-host.ts';
import { readOnce } from '../../src/schedule/read-once.ts';

/**
 * The folder `recorded` was written by `netsteward record` on Debian's kernel 6.12 with an active-backup bond over veth whose
 * first link is down, an 802.3ad bond in each of two namespaces facing each other, a VLAN, a VXLAN, a macvlan, bridges and
 * a tap. To take a wanted change of the metrics into `metrics.txt`: `npm test -- test/golden --update`.
 */
describe('the metrics of a recorded host', () => {
  it('are those of the golden file, family by family and point by point', async () => {
    const host = recordedHost(join(import.meta.dirname, 'recorded'));
    const never = new AbortController().signal;
    const snapshots = await Promise.all(
      collectors.map((collector) => readOnce(collector.name, collector.open(host, {}), undefined, 20_000, 0, never)),
    );
    expect(snapshots.map(({ collector, problems }) => ({ collector, problems }))).toEqual(
      collectors.map(({ name }) => ({ collector: name, problems: [] })),
    );
    const { families, leftOut } = mergeFamilies(snapshots.flatMap((snapshot) => snapshot.families()));
    expect(leftOut).toEqual([]);
    await expect(await expositionText(families, 'text')).toMatchFileSnapshot(join(import.meta.dirname, 'metrics.txt'));
  });
});
