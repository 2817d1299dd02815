import { homedir, hostname } from 'node:os';
import path from 'node:path';

/** What the defaults depend on. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly hostName: string;
  readonly stateDirectory: string;
};

/** Those of this process. */
export function surroundings(env: NodeJS.ProcessEnv = process.env): Surroundings {
  return { env, hostName: hostname(), stateDirectory: stateDirectory(env, process.getuid?.() === 0, homedir()) };
}

/**
 * Where state is kept when nothing else is said: the first of systemd's $STATE_DIRECTORY (systemd.exec(5)), the system's
 * place for root, and the user's by the XDG base directory specification, which wants relative paths ignored.
 */
export function stateDirectory(env: Surroundings['env'], isRoot: boolean, home: string): string {
  const [ofSystemd] = (env.STATE_DIRECTORY ?? '').split(':');
  if (ofSystemd) return ofSystemd;
  if (isRoot) return '/var/lib/netsteward';
  const ofUser = env.XDG_STATE_HOME ?? '';
  return path.join(path.isAbsolute(ofUser) ? ofUser : path.join(home, '.local/state'), 'netsteward');
}
