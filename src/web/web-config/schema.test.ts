import { describe, expect, it } from 'vitest';
import { readYaml } from './read-yaml.ts';
import { webConfigSchema } from './schema.ts';

const read = (text: string) => readYaml('web.yml', text, webConfigSchema);
const HASH = '$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG';

describe('a web configuration', () => {
  it('may be empty', async () => {
    expect(await read('')).toBeNull();
    expect(await read('{}\n')).toEqual({});
    expect(await read('tls_server_config:\nbasic_auth_users:\n')).toEqual({
      tls_server_config: null,
      basic_auth_users: null,
    });
  });

  it('is understood in full where this server can do it', async () => {
    const text = `
tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ca.crt
  client_allowed_sans: [scraper.example, 10.0.0.1]
  min_version: TLS12
  max_version: TLS12
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]
  prefer_server_cipher_suites: false
  curve_preferences:
    - X25519
    - CurveP256
http_server_config:
  http2: false
  headers:
    Strict-Transport-Security: max-age=31536000
    X-Frame-Options: sameorigin
basic_auth_users:
  alice: ${HASH}
rate_limit:
  interval: 1m30s
  burst: 20
`;
    expect(await read(text)).toEqual({
      tls_server_config: {
        cert_file: 'server.crt',
        key_file: 'server.key',
        client_auth_type: 'RequireAndVerifyClientCert',
        client_ca_file: 'ca.crt',
        client_allowed_sans: ['scraper.example', '10.0.0.1'],
        min_version: 'TLS12',
        max_version: 'TLS12',
        cipher_suites: ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
        prefer_server_cipher_suites: false,
        curve_preferences: ['X25519', 'CurveP256'],
      },
      http_server_config: {
        http2: false,
        headers: { 'Strict-Transport-Security': 'max-age=31536000', 'X-Frame-Options': 'sameorigin' },
      },
      basic_auth_users: { alice: HASH },
      rate_limit: { interval: 90, burst: 20 },
    });
  });
});

describe('a web configuration that can not be used names its lines and what was expected:', () => {
  const tls = 'tls_server_config:\n  cert_file: a\n  key_file: b\n';
  it.each([
    ['a: [1', 'web.yml:1: '],
    ['- 1', 'web.yml: expected a section of keys and values'],
    ['tls: {}', 'web.yml:1: tls: there is no such key, or it is not supported'],
    [`${tls}  ocsp: true\n`, 'web.yml:4: tls_server_config.ocsp: there is no such key, or it is not supported'],
    [
      `${tls}  min_version: TLS10\n`,
      'web.yml:4: tls_server_config.min_version: expected one of TLS12, TLS13, found "TLS10"',
    ],
    [
      `${tls}  min_version: TLS13\n  max_version: TLS12\n`,
      'web.yml:5: tls_server_config.max_version: expected no version below min_version, found "TLS12"',
    ],
    [
      `${tls}  cipher_suites:\n    - TLS_AES_128_GCM_SHA256\n    - RC4\n`,
      'web.yml:6: tls_server_config.cipher_suites.1: expected one of TLS_AES_128_GCM_SHA256',
    ],
    [
      `${tls}  curve_preferences: [toString]\n`,
      'web.yml:4: tls_server_config.curve_preferences.0: expected one of CurveP256, CurveP384, CurveP521, X25519, found "toString"',
    ],
    [`${tls}  cert: x\n`, 'web.yml:4: tls_server_config.cert: expected either cert or cert_file, not both'],
    ['tls_server_config:\n  cert_file: a\n', 'web.yml:1: tls_server_config.key_file: expected key_file or key'],
    [
      'tls_server_config:\n  min_version: TLS13\n',
      'web.yml:1: tls_server_config.cert_file: expected cert_file or cert',
    ],
    [
      `${tls}  client_auth_type: RequireAndVerifyClientCert\n`,
      'web.yml:1: tls_server_config.client_ca_file: expected client_ca_file or client_ca for RequireAndVerifyClientCert',
    ],
    [
      `${tls}  client_ca_file: c\n`,
      'web.yml:1: tls_server_config.client_auth_type: expected a type that asks for certificates',
    ],
    [
      `${tls}  client_auth_type: RequestClientCert\n  client_allowed_sans: [a]\n`,
      'web.yml:5: tls_server_config.client_allowed_sans: expected client_auth_type RequireAnyClientCert',
    ],
    [
      `${tls}  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: []\n`,
      'web.yml:5: tls_server_config.client_allowed_sans: expected at least one name',
    ],
    [
      'http_server_config:\n  http2: true\n',
      'web.yml:2: http_server_config.http2: expected false (HTTP/2 is not supported), found true',
    ],
    [
      'http_server_config:\n  headers:\n    X-Own: 1\n',
      'web.yml:3: http_server_config.headers.X-Own: there is no such key',
    ],
    [
      'http_server_config:\n  headers:\n    X-Frame-Options: allow\n',
      'web.yml:3: http_server_config.headers.X-Frame-Options: expected deny, sameorigin or nothing, found "allow"',
    ],
    ['http_server_config:\n  headers:\n    X-XSS-Protection: "1\\nEvil: 2"\n', 'expected a text that fits on one line'],
    [
      'rate_limit:\n  interval: 5\n  burst: 1\n',
      'web.yml:2: rate_limit.interval: expected a duration such as 1s or 250ms, or 0, found 5',
    ],
    [
      'rate_limit:\n  interval: 1d\n  burst: 1\n',
      'web.yml:2: rate_limit.interval: expected a duration such as 1s or 250ms, or 0',
    ],
    ['rate_limit:\n  interval: 1s\n', 'web.yml:1: rate_limit.burst: expected at least 1'],
    ['basic_auth_users: [a]\n', 'web.yml:1: basic_auth_users: expected user names and bcrypt hashes'],
    [`basic_auth_users:\n  "a:b": ${HASH}\n`, 'web.yml:2: basic_auth_users.a:b: expected a user name without a colon'],
    ['basic_auth_users:\n  a: 1\n  a: 2\n', 'web.yml:3: '],
    [`basic_auth_users:\n  __proto__: ${HASH}\n`, "web.yml:2: a key can't have the name __proto__"],
    ['basic_auth_users: &a\n  b: *a\n', 'web.yml'],
    ['http_server_config: !odd\n  http2: false\n', 'web.yml:1: '],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('all of them', async () => {
    const error = await read('a: 1\nhttp_server_config:\n  http2: true\n').catch((reason: unknown) => reason);
    expect(String(error).split('\n')).toHaveLength(2);
  });

  it('but no secrets', async () => {
    const text = 'tls_server_config:\n  cert: x\n  key: 17171717\nbasic_auth_users:\n  alice: opensesame\n';
    const error = await read(text).catch((reason: unknown) => reason);
    expect(String(error)).toContain('web.yml:5: basic_auth_users.alice: expected a bcrypt hash');
    expect(String(error)).toContain('web.yml:3: tls_server_config.key: expected a text');
    expect(String(error)).not.toMatch(/opensesame|17171717/);
  });
});
