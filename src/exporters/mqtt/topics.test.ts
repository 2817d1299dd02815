import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTopicPrefix, topicLevel, topicsOf } from './topics.ts';

describe('topics', () => {
  it('are made of the prefix, the host and what is told', () => {
    const topics = topicsOf('site/netsteward', 'host1');
    expect(topics.availability).toBe('site/netsteward/host1/availability');
    expect(topics.event('netsteward.bond.slave-up')).toBe('site/netsteward/host1/event/netsteward.bond.slave-up');
    expect(topics.state('bond', { kind: 'slave', subject: 'bond0/eth1' })).toBe(
      'site/netsteward/host1/state/bond/slave/bond0%2Feth1',
    );
  });

  it('have one level for each name, without wildcards and control characters, from which the name can be read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const level = topicLevel(name);
        expect(level).not.toMatch(/[+#/\p{Cc}]/u);
        expect(decodeURIComponent(level)).toBe(name.toWellFormed());
      }),
    );
  });

  it.each(['netsteward', 'a/b/c', 'höhe'])('may begin with %s', (prefix) => {
    expect(isTopicPrefix(prefix)).toBe(true);
  });

  it.each(['', '/', 'a/', '/a', 'a//b', '+', 'a/#', '$SYS', 'a\0', '\ud800'])('may not begin with %j', (prefix) => {
    expect(isTopicPrefix(prefix)).toBe(false);
  });
});
