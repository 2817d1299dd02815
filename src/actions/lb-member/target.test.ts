import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRefusal } from '../action.ts';
import { action } from './index.ts';

const target = (labels: Readonly<Record<string, string>>) => action.target(new Map(Object.entries(labels)));

it.each([
  ['haproxy', 'admin:web/web1', 'web/web1'],
  ['haproxy', '127.0.0.1:9999:web.v2:80/s-1', 'web/10.0.0.1:80'],
  ['haproxy', '/run/a/admin.sock:web/web1', 'web/[2001:db8::1]:80'],
  ['haproxy', 'haproxy/2:web/web1', 'web/wéb'],
  ['ipvs', 'TCP 192.0.2.100:80 192.0.2.1:8080', 'web/web1'],
  ['ipvs', 'blue:UDP [2001:db8::100]:53 [2001:db8::1]:53', 'web/web1'],
  ['ipvs', 'FWM 7 192.0.2.1:0', 'web/web1'],
])('%s has a member %s', (balancer, entry, member) => {
  const found = target({ balancer, entry, member, pool: 'web', own: 'down' });
  expect(found).toEqual({
    object: `${balancer} ${entry}`,
    labels: new Map([
      ['balancer', balancer],
      ['entry', entry],
      ['member', member],
    ]),
  });
});

const HOSTILE = [
  ...[
    '',
    ' ',
    'a;b',
    '$(reboot)',
    '`id`',
    '../../etc/passwd',
    'web/../x',
    'a\nb',
    'a\0b',
    '\u202Eweb/one',
    'web/one; disable',
  ],
  ...['web/one\nset server web/two state maint', 'x'.repeat(4_096), `admin:web/${'x'.repeat(4_096)}`, '-a:web/b c'],
];

it.each(HOSTILE)('%j names no member', (text) => {
  for (const balancer of ['haproxy', 'ipvs']) {
    expect(target({ balancer, entry: text })).toMatchObject({ refused: expect.stringContaining('label entry') });
  }
  expect(target({ balancer: text, entry: 'admin:web/one' })).toHaveProperty('refused');
});

it.each([' ', 'web', 'a b/c', 'web/\u202Eone', 'web/one\n', 'web/a/b', `web/${'x'.repeat(4_096)}`])(
  '%j is no member of ours',
  (text) => {
    const found = target({ balancer: 'haproxy', entry: 'admin:web/one', member: text });
    expect(found).toMatchObject({ refused: expect.stringContaining('label member') });
  },
);

it('nothing that is taken for a name can end a word or a line of a command', () => {
  fc.assert(
    fc.property(fc.constantFrom('haproxy', 'ipvs'), fc.string({ unit: 'binary' }), (balancer, entry) => {
      const found = target({ balancer, entry });
      if (isRefusal(found)) expect(found.refused.length).toBeLessThan(700);
      else expect(found.object).toMatch(/^[\w .:/[\]@+-]+$/);
    }),
  );
});
