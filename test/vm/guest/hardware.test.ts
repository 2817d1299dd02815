import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(path, 'utf8').trim();

describe('the hardware of the lab', () => {
  it('has hugepages on both nodes', () => {
    const pages = (node: number) =>
      read(`/sys/devices/system/node/node${node}/hugepages/hugepages-2048kB/nr_hugepages`);
    expect([pages(0), pages(1)]).toEqual(['32', '16']);
  });
});
