import { describe, expect, it } from 'vitest';
import { isRefusal } from '../action.ts';
import { targetOf } from './target.ts';

const target = (labels: Readonly<Record<string, string>>) => targetOf(new Map(Object.entries(labels)));

describe('the table that labels name', () => {
  it('is one for all zones of a switch', () => {
    expect(target({ alertname: 'OvsConntrackFilling' })).toEqual({ object: 'conntrack', labels: new Map() });
    expect(target({ daemon: '/run/ovs-b', zone: '5' })).toEqual({
      object: '/run/ovs-b:conntrack',
      labels: new Map([
        ['daemon', '/run/ovs-b'],
        ['zone', '5'],
      ]),
    });
  });

  it.each([
    { daemon: '/run/ovs;reboot' },
    { daemon: '/run/$(reboot)' },
    { daemon: '/run/ovs/../../etc' },
    { daemon: '/run/ovs\nx' },
    { daemon: `/${'x'.repeat(4096)}` },
    { daemon: '/run/\u202evs' },
    { zone: '5,limit=1' },
    { zone: '-1' },
    { zone: '9'.repeat(4096) },
  ])('is none for labels that may do harm (%#)', (labels) => {
    const found = target(labels);
    expect(isRefusal(found)).toBe(true);
    expect(JSON.stringify(found)).not.toMatch(/reboot|x{9}|9{9}|\\u|\\n/);
  });
});
