import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../core/errors.ts';
import { readYaml, WebConfigError } from './read-yaml.ts';
import { type TlsServerConfig, type WebConfigFile, webConfigSchema } from './schema.ts';
import { type TlsSetup, tlsSetup } from './tls-setup.ts';

/** What a web configuration file asks for, with the texts of all files it names. */
export type WebConfig = {
  readonly tls: TlsSetup | undefined;
  readonly headers: ReadonlyMap<string, string>;
  /** Bcrypt hashes by user name. Without any, nobody is asked for a password. */
  readonly users: ReadonlyMap<string, string>;
  /** Seconds for one more request, and how many can be saved up. */
  readonly rateLimit: { readonly interval: number; readonly burst: number } | undefined;
};

/** A reading, good or bad, and what tells whether the files have changed since. */
export type LoadedWebConfig = {
  readonly files: readonly string[];
  readonly stamp: string;
  readonly outcome: WebConfig | WebConfigError;
};

/** Reads the file and those it names; relative paths start from its folder. Never rejects. */
export async function loadWebConfig(file: string): Promise<LoadedWebConfig> {
  const files = [file];
  let stamp = await stampOf([file]);
  try {
    const raw = await readYaml(file, await read(file, 'the web configuration'), webConfigSchema);
    const named = namedFiles(file, raw?.tls_server_config ?? undefined);
    files.push(...named.values());
    stamp += await stampOf([...named.values()]);
    return { files, stamp, outcome: await assemble(file, raw, named) };
  } catch (error) {
    const outcome = error instanceof WebConfigError ? error : new WebConfigError(messageOf(error), { cause: error });
    return { files, stamp, outcome };
  }
}

/** Changes whenever one of the files is written, replaced, made or removed. */
export async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = files.map(async (file) => {
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
      return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}\n`;
    } catch (error) {
      return `${messageOf(error)}\n`;
    }
  });
  return (await Promise.all(stamps)).join('');
}

type FileKey = 'cert_file' | 'key_file' | 'client_ca_file';

function namedFiles(file: string, tls: TlsServerConfig | undefined): ReadonlyMap<FileKey, string> {
  const named = new Map<FileKey, string>();
  for (const key of ['cert_file', 'key_file', 'client_ca_file'] as const) {
    const name = tls?.[key];
    if (name !== undefined) named.set(key, path.resolve(path.dirname(file), name));
  }
  return named;
}

async function assemble(file: string, raw: WebConfigFile, named: ReadonlyMap<FileKey, string>): Promise<WebConfig> {
  const limit = raw?.rate_limit ?? undefined;
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(raw?.http_server_config?.headers ?? {})) {
    if (value !== undefined) headers.set(name, value);
  }
  return {
    tls: raw?.tls_server_config ? await tlsOf(file, raw.tls_server_config, named) : undefined,
    headers,
    users: new Map(Object.entries(raw?.basic_auth_users ?? {})),
    rateLimit: limit === undefined || limit.interval === 0 ? undefined : limit,
  };
}

async function tlsOf(file: string, tls: TlsServerConfig, named: ReadonlyMap<FileKey, string>): Promise<TlsSetup> {
  const textOf = async (key: FileKey, inline: string | undefined) => {
    const name = named.get(key);
    return name === undefined ? inline : await read(name, `${file}: tls_server_config.${key}`);
  };
  const [cert, key, clientCa] = await Promise.all([
    textOf('cert_file', tls.cert),
    textOf('key_file', tls.key),
    textOf('client_ca_file', tls.client_ca),
  ]);
  return tlsSetup(file, tls, { cert: cert ?? '', key: key ?? '', clientCa });
}

async function read(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new WebConfigError(`${what} can't be read: ${messageOf(error)}`, { cause: error });
  }
}
