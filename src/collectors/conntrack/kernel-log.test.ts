import { describe, expect, it } from 'vitest';
import { conntrackOccurrences, parseFullTable } from './kernel-log.ts';

describe('a line of the kernel log about a full table', () => {
  it.each([
    ['nf_conntrack: nf_conntrack: table full, dropping packet', 'Linux 6.12'],
    ['nf_conntrack: table full, dropping packet', 'Linux 4.4'],
    ['nf_conntrack: table full, dropping packet.', 'Linux 2.6.32'],
    ['ip_conntrack: table full, dropping packet.', 'Linux 2.6.18'],
    ['ip_conntrack: table full, dropping packet', 'Linux 2.6.18 as others have it'],
  ])('is understood: %s (%s)', (line) => {
    expect(parseFullTable(line)).toEqual({ definition: conntrackOccurrences.tableFull, inode: undefined });
  });

  it('names the network namespace where the kernel says it', () => {
    expect(parseFullTable('nf_conntrack: nf_conntrack: table full in netns 4026532177, dropping packet')).toEqual({
      definition: conntrackOccurrences.tableFull,
      inode: '4026532177',
    });
  });

  it('may be about the table of expected connections', () => {
    expect(parseFullTable('nf_conntrack: nf_conntrack: expectation table full')).toEqual({
      definition: conntrackOccurrences.expectationsFull,
      inode: undefined,
    });
  });

  it.each([
    '',
    'net_ratelimit: 37 callbacks suppressed',
    'nf_conntrack: default automatic helper assignment has been turned off',
    'mymodule: table full, dropping packet',
    'nf_conntrack: table full in netns , dropping packet',
    'somebody wrote nf_conntrack: table full, dropping packet',
  ])('is not seen in other lines: %s', (line) => {
    expect(parseFullTable(line)).toBeUndefined();
  });
});
