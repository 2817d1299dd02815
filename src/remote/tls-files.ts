import type { ConnectionOptions } from 'node:tls';
import { readSetting } from './setting-file.ts';

/** What TLS needs to know, with the files' contents. */
export type TlsOptions = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

/** Files and names for TLS as settings give them. */
export type TlsFiles = {
  readonly ca_file?: string | undefined;
  readonly cert_file?: string | undefined;
  readonly key_file?: string | undefined;
  readonly server_name?: string | undefined;
  readonly verify: boolean;
};

/** Reads the files that the settings name. Rejects with the path of one that can't be read. */
export async function readTlsFiles(tls: TlsFiles): Promise<TlsOptions> {
  const { ca_file, cert_file, key_file, server_name, verify } = tls;
  return {
    rejectUnauthorized: verify,
    ...(ca_file !== undefined && { ca: await readSetting(ca_file) }),
    ...(cert_file !== undefined && { cert: await readSetting(cert_file) }),
    ...(key_file !== undefined && { key: await readSetting(key_file) }),
    ...(server_name !== undefined && { servername: server_name }),
  };
}
