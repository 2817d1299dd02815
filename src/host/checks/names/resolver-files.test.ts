import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidates } from './look-up.ts';
import { parseHosts, parseResolverSettings } from './resolver-files.ts';

describe('resolv.conf', () => {
  it('says whom to ask, and how', () => {
    const text = `# made by hand
nameserver 192.0.2.53
nameserver 2001:db8::53 ; the other
nameserver fe80::1%eth0
nameserver 192.0.2.54
domain example.net
search Example.org. b.example.org
options ndots:2 timeout:1 attempts:3 rotate edns0
`;
    expect(parseResolverSettings(text)).toEqual({
      servers: ['192.0.2.53', '2001:db8::53', 'fe80::1%eth0'],
      search: ['example.org', 'b.example.org'],
      dots: 2,
      timeout: 1000,
      attempts: 3,
    });
  });

  it('may be empty, or nonsense', () => {
    const usual = { servers: ['127.0.0.1'], search: [], dots: 1, timeout: 2000, attempts: 2 };
    expect(parseResolverSettings('')).toEqual(usual);
    const nonsense = 'nameserver\nnameserver here\noptions ndots: timeout:x attempts\nsearch\nsearch .\n\x00\n';
    expect(parseResolverSettings(nonsense)).toEqual(usual);
    const beyond = parseResolverSettings('options ndots:99 timeout:0 attempts:99');
    expect(beyond).toMatchObject({ dots: 15, timeout: 1000, attempts: 5 });
  });
});

describe('hosts', () => {
  it('has addresses for names', () => {
    const text =
      '127.0.0.1 localhost\n::1\tLocalhost ip6-localhost # loopback\n192.0.2.1 web.example.org. web\nnonsense x\n';
    expect([...parseHosts(text)]).toEqual([
      ['localhost', ['127.0.0.1', '::1']],
      ['ip6-localhost', ['::1']],
      ['web.example.org', ['192.0.2.1']],
      ['web', ['192.0.2.1']],
    ]);
  });
});

it('both are read whatever is in them', () => {
  const word = fc.constantFrom('nameserver', 'options', 'search', '127.0.0.1', '::1', 'ndots:1', '#', '\n', ' ', 'a');
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
      expect(parseResolverSettings(words.join(' ')).servers.length).toBeGreaterThan(0);
      parseHosts(words.join(' '));
    }),
  );
});

describe('a name that is looked up', () => {
  it.each([
    ['web.example.org', ['web.example.org', 'web.example.org.a.org', 'web.example.org.b.org']],
    ['web', ['web.a.org', 'web.b.org', 'web']],
    ['web.', ['web']],
    ['Web.example.org.', ['web.example.org']],
    [`${'a.'.repeat(124)}a`, [`${'a.'.repeat(124)}a`]],
  ])('may be meant in several ways: %s', (name, names) => {
    expect(candidates(name, { search: ['a.org', 'b.org'], dots: 1 })).toEqual(names);
  });
});
