import { describe, expect, it } from 'vitest';
import { isRefusal } from '../action.ts';
import { targetOf } from './target.ts';

const target = (labels: Readonly<Record<string, string>>) => targetOf(new Map(Object.entries(labels)));

describe('the PMDs that labels name', () => {
  it('are all of a switch, whichever of them is overloaded', () => {
    expect(target({ alertname: 'PmdImbalanced', node: '0', core: '3' })).toEqual({
      object: 'pmds',
      labels: new Map([
        ['node', '0'],
        ['core', '3'],
      ]),
    });
    expect(target({ daemon: '/run/ovs-b', core: '4' })).toMatchObject({ object: '/run/ovs-b:pmds' });
  });

  it.each([
    { daemon: '/run/ovs;reboot' },
    { daemon: '$(reboot)' },
    { daemon: '/run/../etc' },
    { daemon: '/run/ovs\nx' },
    { daemon: '/run/ovs\0' },
    { daemon: `/${'x'.repeat(4096)}` },
    { daemon: '/run/\u202evs' },
    { daemon: 'run' },
    { core: '1;2' },
    { core: '-1' },
    { core: '123456' },
    { node: '0x1' },
    { node: ' 1' },
  ])('are none for %j', (labels) => {
    const found = target(labels);
    expect(isRefusal(found)).toBe(true);
    // What may do harm is not repeated.
    expect(JSON.stringify(found)).not.toMatch(/reboot|x{9}|\\u|\\n/);
  });
});
