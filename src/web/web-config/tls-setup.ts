import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { messageOf } from '../../core/errors.ts';
import { cipherSuites, curves, tlsVersions } from './go-names.ts';
import { WebConfigError } from './read-yaml.ts';
import type { TlsServerConfig } from './schema.ts';

/** What is asked of a client, by the names of the file format. */
export type ClientPolicy = {
  readonly type: TlsServerConfig['client_auth_type'];
  readonly allowedNames: readonly string[] | undefined;
};

export type TlsSetup = { readonly context: SecureContextOptions; readonly clients: ClientPolicy };

/** The texts of the certificate files, wherever they stood. */
export type TlsTexts = { readonly cert: string; readonly key: string; readonly clientCa: string | undefined };

/** Throws a WebConfigError when the certificates can't be used. */
export function tlsSetup(file: string, config: TlsServerConfig, texts: TlsTexts): TlsSetup {
  const suites = config.cipher_suites.map((name) => cipherSuites[name]);
  const context: SecureContextOptions = {
    cert: texts.cert,
    key: texts.key,
    ...(texts.clientCa === undefined ? {} : { ca: certificatesIn(file, texts.clientCa) }),
    minVersion: tlsVersions[config.min_version],
    maxVersion: tlsVersions[config.max_version],
    honorCipherOrder: config.prefer_server_cipher_suites,
    ...(suites.length === 0 ? {} : { ciphers: suites.join(':') }),
    ...(config.curve_preferences.length === 0
      ? {}
      : { ecdhCurve: config.curve_preferences.map((name) => curves[name]).join(':') }),
  };
  try {
    createSecureContext(context);
  } catch (error) {
    const message = `${file}: tls_server_config: the certificate and its key can't be used: ${messageOf(error)}`;
    throw new WebConfigError(message, { cause: error });
  }
  return { context, clients: { type: config.client_auth_type, allowedNames: config.client_allowed_sans } };
}

/** One PEM block of a file that may hold several. */
const PEM_BLOCK = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----.*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/gs;

function certificatesIn(file: string, pem: string): string[] {
  const blocks = pem.match(PEM_BLOCK) ?? [];
  if (blocks.length === 0) throw new WebConfigError(`${file}: tls_server_config: the client CA holds no certificate`);
  for (const block of blocks) {
    try {
      new X509Certificate(block);
    } catch (error) {
      const message = `${file}: tls_server_config: the client CA can't be used: ${messageOf(error)}`;
      throw new WebConfigError(message, { cause: error });
    }
  }
  return blocks;
}
