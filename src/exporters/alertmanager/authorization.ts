import { firstLineOf } from '../../remote/setting-file.ts';
import type { AlertmanagerSettings } from './settings.ts';

/** The header by which the agent says who it is; nothing when it need not. Rejects with the path of a file that can't be read. */
export async function readAuthorization(settings: AlertmanagerSettings): Promise<string | undefined> {
  const token = settings.token ?? (await lineOf(settings.token_file, 'token'));
  if (token !== undefined) return `Bearer ${token}`;
  const username = settings.username ?? (await lineOf(settings.username_file, 'user name'));
  if (username === undefined) return undefined;
  const password = settings.password ?? (await lineOf(settings.password_file, 'password')) ?? '';
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

async function lineOf(file: string | undefined, what: string): Promise<string | undefined> {
  return file === undefined ? undefined : await firstLineOf(file, what);
}
