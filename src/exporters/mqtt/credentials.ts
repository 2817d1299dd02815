import { firstLineOf } from '../../remote/setting-file.ts';
import type { MqttSettings } from './settings.ts';

export type Credentials = { readonly username?: string; readonly password?: string };

/** User name and password, from their settings or files. Rejects with the path of a file that can't be read or is empty. */
export async function readCredentials(settings: MqttSettings): Promise<Credentials> {
  const username = settings.username ?? (await lineOf(settings.username_file, 'user name'));
  const password = settings.password ?? (await lineOf(settings.password_file, 'password'));
  return { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}

async function lineOf(file: string | undefined, what: string): Promise<string | undefined> {
  return file === undefined ? undefined : await firstLineOf(file, what);
}
