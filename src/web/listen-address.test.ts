import { describe, expect, it } from 'vitest';
import { formatListenAddress, parseListenAddress } from './listen-address.ts';

describe('a listen address', () => {
  it.each([
    [':9479', { kind: 'tcp', host: undefined, port: 9479 }],
    ['127.0.0.1:9479', { kind: 'tcp', host: '127.0.0.1', port: 9479 }],
    ['[::1]:0', { kind: 'tcp', host: '::1', port: 0 }],
    ['[fe80::1%eth0]:65535', { kind: 'tcp', host: 'fe80::1%eth0', port: 65_535 }],
    ['localhost:80', { kind: 'tcp', host: 'localhost', port: 80 }],
    ['/run/netsteward.sock', { kind: 'unix', path: '/run/netsteward.sock' }],
  ])('%s is understood and written the same way', (text, address) => {
    const parsed = parseListenAddress(text);
    expect(parsed).toEqual(address);
    expect(parsed && formatListenAddress(parsed)).toBe(text);
  });

  it('of a unix socket may begin with its kind', () => {
    expect(parseListenAddress('unix:/run/a b.sock')).toEqual({ kind: 'unix', path: '/run/a b.sock' });
  });

  it.each([
    '',
    '9479',
    ':',
    ':x',
    ':65536',
    '::1:9479',
    '[::1]',
    '[::1:9479',
    'a b:1',
    'http://a:1',
    'run/x.sock',
    ':1 ',
  ])('is not %j', (text) => {
    expect(parseListenAddress(text)).toBeUndefined();
  });
});
