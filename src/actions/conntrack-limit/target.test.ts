import { describe, expect, it } from 'vitest';
import { isRefusal } from '../action.ts';
import { conntrackTarget } from './target.ts';

const ask = (netns: string) => conntrackTarget(new Map([['netns', netns]]));

describe('the object of an alert', () => {
  it('is the one limit of the host, whoever fills a table', () => {
    expect(conntrackTarget(new Map([['alertname', 'ConntrackFilling']]))).toEqual({
      object: 'net.netfilter.nf_conntrack_max',
      labels: new Map(),
    });
    expect(ask('')).toEqual(conntrackTarget(new Map()));
    for (const netns of ['blue', 'qrouter-0a3c9f1e-1c55-4c8e-9d7c-2f3f1d0b9a11', 'cni-1.2', '4026532177', 'a@b:c+d']) {
      expect(ask(netns)).toEqual({ object: 'net.netfilter.nf_conntrack_max', labels: new Map([['netns', netns]]) });
    }
  });

  it.each([
    ['a command', 'blue; rm -rf /'],
    ['a substitution', '$(reboot)'],
    ['a way out', '../../proc/1/ns/net'],
    ['a folder', '..'],
    ['an option', '--net=/proc/1/ns/net'],
    ['a line break', 'blue\nred'],
    ['an end of text', 'blue\0red'],
    ['a mark that turns the line', '\u202eeulb'],
    ['4 KB', 'b'.repeat(4096)],
    ['a blank', 'blue red'],
  ])('is refused for %s', (_, netns) => {
    const refused = ask(netns);
    if (!isRefusal(refused)) throw new Error('was taken');
    expect(refused.refused).toMatch(/^label netns: expected the name of a network namespace, found ".{1,80}"$/u);
    expect(refused.refused).not.toMatch(/[\0\n]/);
  });
});
