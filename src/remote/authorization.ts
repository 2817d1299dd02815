import { firstLineOf } from './setting-file.ts';

/** Who the agent is to somebody else, as settings give it: a token, or a user name with a password. */
export type Identity = {
  readonly username?: string | undefined;
  readonly username_file?: string | undefined;
  readonly password?: string | undefined;
  readonly password_file?: string | undefined;
  readonly token?: string | undefined;
  readonly token_file?: string | undefined;
};

/** The header by which the agent says who it is; nothing when it need not. Rejects with the path of a file that can't be read. */
export async function readAuthorization(identity: Identity): Promise<string | undefined> {
  const token = identity.token ?? (await lineOf(identity.token_file, 'token'));
  if (token !== undefined) return `Bearer ${token}`;
  const username = identity.username ?? (await lineOf(identity.username_file, 'user name'));
  if (username === undefined) return undefined;
  const password = identity.password ?? (await lineOf(identity.password_file, 'password')) ?? '';
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

async function lineOf(file: string | undefined, what: string): Promise<string | undefined> {
  return file === undefined ? undefined : await firstLineOf(file, what);
}
