import { describe, expect, it } from 'vitest';
import { parseMempoolDump } from './memory.ts';
import { hugetlbBytes, parseParameters } from './process.ts';

describe('memory in hugepages', () => {
  const status = (name: string) => `Name:\t${name}\nUmask:\t0022\nHugetlbPages:\t 2097152 kB\nNSpid:\t7\n`;

  it('is told in bytes of the process that tells its id', () => {
    expect(hugetlbBytes('f', status('ovs-vswitchd'), 'ovs-vswitchd')).toBe(2 ** 31);
    expect(hugetlbBytes('f', status('a-very-long-nam'), 'a-very-long-name')).toBe(2 ** 31);
  });

  it('is not known when the id is that of another program here, or the kernel does not tell', () => {
    expect(hugetlbBytes('f', status('bash'), 'ovs-vswitchd')).toBeUndefined();
    expect(hugetlbBytes('f', status('bash'), undefined)).toBeUndefined();
    expect(hugetlbBytes('f', 'Name:\tbash\n', 'bash')).toBeUndefined();
    expect(() => hugetlbBytes('f', 'broken', 'bash')).toThrow('f: expected a Name');
  });
});

it('the program is the first parameter, without its directory', () => {
  expect(parseParameters('/eal/params', ['/usr/bin/dpdk-testpmd', '-l', '0'])).toEqual({
    application: 'dpdk-testpmd',
    line: '-l 0',
  });
  expect(parseParameters('/eal/params', null)).toEqual({ application: undefined, line: '' });
  expect(() => parseParameters('/eal/params', [1])).toThrow('/eal/params: expected a list of type string');
});

describe('a dump of memory pools', () => {
  const dump = `mempool <a b>@0x1
  populated_size=16384
    cache_size=512
    cache_count[0]=3
    total_cache_count=513
  common_pool_count=13825
mempool <c>@0x2
  common_pool_count=512
`;

  it('tells what is available of each: in the pool and in the caches', () => {
    expect([...parseMempoolDump('x', dump)]).toEqual([
      ['a b', 14_338],
      ['c', 512],
    ]);
  });

  it('is not understood when counts belong to no pool', () => {
    expect(() => parseMempoolDump('x', '  common_pool_count=1\n')).toThrow('x:1: expected the name of a mempool');
  });
});
