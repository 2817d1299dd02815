import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { privateDirectory } from '../../../../test/support/private-directory.ts';
import { HostError } from '../../../core/errors.ts';
import type { FlowTable, Host } from '../../../host/host.ts';
import { recordedHost } from '../../../host/recorded-host.ts';
import type { OvsDaemon } from '../../../ovs/daemons.ts';
import { readFlows } from './read-flows.ts';

const daemon: OvsDaemon = {
  kind: 'vswitchd',
  name: '',
  runDirectory: '/run/x',
  pid: 7,
  unixctl: '/run/x/ovs-vswitchd.7.ctl',
  database: '/run/x/db.sock',
};
const bridges = (count: number) => ({
  Bridge: new Map(Array.from({ length: count }, (_, index) => [`row${index}`, { name: `br${index}` }])),
});
/** No recording shows how many are asked at once, or is silent. */
const hostWith = (flowTables: Host['flowTables']): Host => ({ ...recordedHost(privateDirectory()), flowTables });

describe('the bridges of a switch', () => {
  it('are all asked, four at a time', async () => {
    const asked: string[] = [];
    let now = 0;
    let most = 0;
    const host = hostWith(async (socket): Promise<readonly FlowTable[]> => {
      asked.push(socket);
      now += 1;
      most = Math.max(most, now);
      await delay(1);
      now -= 1;
      return [{ table: 1, flows: 5 }, { table: 2, flows: 0 }, { table: 3 }];
    });
    const read = await readFlows(host, daemon, bridges(10), new AbortController().signal);
    expect([most, asked.toSorted()]).toEqual([4, Array.from({ length: 10 }, (_, index) => `/run/x/br${index}.mgmt`)]);
    expect([read.pid, read.problems, read.tables.size]).toEqual([7, [], 10]);
    expect(read.tables.get('br0')).toEqual([{ table: 1, flows: 5 }]);
  });

  it('are given up with the reading, which then fails as a whole', async () => {
    const silent = hostWith(
      (socket, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new HostError('deadline', socket, 'no answer in time')));
        }),
    );
    const reading = new AbortController();
    const read = readFlows(silent, daemon, bridges(3), reading.signal);
    reading.abort(new Error('the reading is over'));
    await expect(read).rejects.toThrow('the reading is over');
  });
});
