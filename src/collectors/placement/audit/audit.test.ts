import { describe, expect, it } from 'vitest';
import type { Guest } from '../../../guests/guest.ts';
import type { NumaMaps } from '../../../guests/numa-maps.ts';
import type { SwitchPort, SwitchReading } from '../read/switches.ts';
import { expectationFor } from './expectation.ts';
import { nodesText } from './findings.ts';
import { placeMemory } from './place-memory.ts';
import { placeQueues } from './place-queues.ts';

const main = { vcpu: undefined, cpus: [0], memoryNodes: [0, 1], resident: 0 };
const guest: Guest = {
  name: 'web',
  uuid: undefined,
  process: { pid: 7, startTime: 1 },
  isDomain: false,
  vcpus: 1,
  memory: 2 ** 30,
  memoryBackends: [],
  cells: [],
  pciDevices: [],
  vhostUserPorts: [],
  problems: [],
};

describe("the nodes of a guest's memory", () => {
  const maps = (all: readonly number[], marked: readonly number[] = []): NumaMaps => ({
    all: new Map(all.entries()),
    huge: new Map(),
    marked: new Map(marked.entries()),
  });
  const nodes = (measured: NumaMaps, before: readonly number[] = []) =>
    placeMemory(guest, main, { maps: measured }, before)?.nodes;

  it('are those that hold a tenth of it, until they hold less than a twentieth', () => {
    expect(nodes(maps([91, 9]))).toEqual([0]);
    expect(nodes(maps([90, 10]))).toEqual([0, 1]);
    expect(nodes(maps([94, 6]), [0, 1])).toEqual([0, 1]);
    expect(nodes(maps([96, 4]), [0, 1])).toEqual([0]);
  });

  it('are told by what is surely its memory, where there is such', () => {
    expect(nodes(maps([50, 50], [0, 50]))).toEqual([1]);
  });

  it('are none while it has no memory at all', () => {
    expect(nodes(maps([]))).toEqual([]);
  });

  const backend = { id: 'r0', size: 1, path: undefined, hugepages: false };
  it.each([
    ['what it is bound to', [{ ...backend, hostNodes: [1], policy: 'bind' }], [0, 1], [1]],
    ['all that it is interleaved over', [{ ...backend, hostNodes: [0, 1], policy: 'interleave' }], [0, 1], [0, 1]],
    ['not what it would like', [{ ...backend, hostNodes: [1], policy: 'preferred' }], [0, 1], []],
    ['the only node that its control group has', [{ ...backend, hostNodes: [], policy: 'default' }], [1], [1]],
  ])('that may not be measured are %s', (_, memoryBackends, memoryNodes, expected) => {
    const placed = placeMemory({ ...guest, memoryBackends }, { ...main, memoryNodes }, { refused: 'large' }, []);
    expect(placed).toEqual({ bytes: undefined, hugepages: undefined, nodes: expected });
  });
});

describe('receive queues', () => {
  const thread = { kind: 'pmd', core: 3, node: 1 } as const;
  const place = (port: Partial<SwitchPort>, memoryNodes: readonly number[] = [0]) => {
    const known = { name: 'p', type: 'dpdk', socket: undefined, address: undefined, node: undefined, ...port };
    const queues = [{ port: 'p', queue: 0, enabled: true, usage: undefined }];
    const polled = [{ thread, isolated: false, overhead: undefined, queues }];
    const reading: SwitchReading = { daemon: '', polled, ports: new Map([['p', known]]) };
    const [placed] = placeQueues([reading], new Map([['/run/vhu1', { name: 'web', memoryNodes }]]));
    return placed && [placed.behind, placed.of, placed.behindNodes, placed.crossesNodes];
  };

  it('of a card are compared with its node', () => {
    expect(place({ address: '0000:81:00.0', node: 1 })).toEqual(['card', '0000:81:00.0', [1], false]);
    expect(place({ address: '0000:41:00.0', node: 0 })).toEqual(['card', '0000:41:00.0', [0], true]);
    expect(place({ address: '0000:41:00.0' })).toEqual(['card', '0000:41:00.0', [], undefined]);
  });

  it('of a guest are compared with the nodes of its memory, whichever way leads to its socket', () => {
    const port = { type: 'dpdkvhostuserclient', socket: '/var/run/vhu1' };
    expect(place(port)).toEqual(['guest', 'web', [0], true]);
    expect(place(port, [0, 1])).toEqual(['guest', 'web', [0, 1], false]);
    expect(place({ ...port, node: 1 }, [])).toEqual(['guest', 'web', [1], false]);
  });

  it('of a guest that is not found are compared with the node that the switch found', () => {
    expect(place({ type: 'dpdkvhostuser', socket: '/run/other', node: 0 })).toEqual(['guest', undefined, [0], true]);
  });

  it('of anything else are compared with nothing', () => {
    expect(place({ node: 0 })).toEqual(['other', undefined, [], undefined]);
  });
});

describe('what is declared for a guest', () => {
  const of = (name: string) => expectationFor(name, { 'd*': [1], dns: [0], 'web-?': 'cross' });

  it('is what stands at its own name, or else at the first pattern that fits', () => {
    expect([of('dns'), of('db'), of('web-1'), of('web-10'), of('constructor')]).toEqual([
      [0],
      [1],
      'cross',
      undefined,
      undefined,
    ]);
  });
});

it.each([
  [[0], 'node 0'],
  [[0, 1], 'nodes 0 and 1'],
  [[0, 2, 4], 'nodes 0, 2 and 4'],
])('nodes %j are written %s', (nodes, text) => {
  expect(nodesText(nodes)).toBe(text);
});
