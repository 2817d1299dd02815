import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRxQueues } from './rx-queues.ts';

const text = (name: string) => readFileSync(new URL(`../fixtures/${name}.txt`, import.meta.url), 'utf8');
const parse = (name: string) =>
  parseRxQueues(text(name), name).map(({ thread, isolated, overhead, queues }) => ({
    core: thread.core,
    isolated,
    overhead,
    queues: queues.map(({ port, queue, enabled, usage }) => `${port} ${queue} ${enabled} ${usage}`),
  }));

describe('the queues that a PMD polls', () => {
  it('are read from 3.1', () => {
    expect(parse('pmd-rxq-3.1')).toEqual([
      { core: 0, isolated: false, overhead: 0, queues: ['p2 0 true 0', 't0 0 true 0', 't0 1 true 0'] },
      { core: 1, isolated: false, overhead: 0, queues: ['n0 0 true 0', 'p1 0 true 0', 't0 2 true 0'] },
    ]);
  });

  it('have no usage while there is none yet', () => {
    const [first, second] = parse('pmd-rxq-isolated-3.1');
    expect(first?.queues).toEqual(['n0 0 true undefined', 'p1 0 true undefined', 'p2 0 true undefined']);
    expect(second).toEqual({
      core: 1,
      isolated: true,
      overhead: undefined,
      queues: ['t0 0 true undefined', 't0 1 true undefined', 't0 2 true undefined'],
    });
  });

  it('may be disabled, and none at all', () => {
    expect(parse('pmd-rxq-3.3')).toEqual([
      { core: 2, isolated: true, overhead: 0.04, queues: ['dpdk0 0 true 0.93', 'vhost-user-1 10 false 0'] },
      { core: 3, isolated: false, overhead: undefined, queues: [] },
    ]);
  });

  it('are read from versions that do not say whether they are enabled', () => {
    expect(parse('pmd-rxq-2.9')[0]?.queues).toEqual(['dpdk0 0 undefined 0.7', 'vhost-user-1 0 undefined 0']);
  });

  it('are read from 2.6, which lists all those of a port in one line', () => {
    const unknown = 'undefined undefined';
    expect(parse('pmd-rxq-2.6').map(({ queues }) => queues)).toEqual([
      [`dpdk0 0 ${unknown}`, `dpdk0 2 ${unknown}`, `vhost-user-1 0 ${unknown}`],
      [`dpdk0 1 ${unknown}`, `dpdk0 3 ${unknown}`],
    ]);
  });

  it.each([
    ['pmd usage:  0 %', 'pmd usage: much', /expected a percentage or NOT AVAIL, found "much"/],
    ['queue-id:  0', 'queue-id: none', /expected a port and the number of a queue/],
    ['isolated : false', 'isolated : maybe', /expected whether the PMD is isolated, true or false, found "maybe"/],
  ])('that can not be understood are an error: %s', (right, wrong, message) => {
    expect(() => parseRxQueues(text('pmd-rxq-3.1').replace(right, wrong), 'rxq')).toThrow(message);
  });
});
