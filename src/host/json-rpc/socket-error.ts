import fs from 'node:fs';
import path from 'node:path';
import { HostError } from '../../core/errors.ts';
import { hostError } from '../bounded.ts';

/** An error of connect(2) or a later call on a unix socket, in the host's words. */
export function socketError(socket: string, error: NodeJS.ErrnoException): HostError {
  const options = { cause: error };
  switch (error.code) {
    case 'ECONNREFUSED':
      return new HostError('absent', socket, 'nobody listens there any more (ECONNREFUSED)', options);
    case 'EACCES':
    case 'EPERM':
      return new HostError('denied', socket, `${error.code}: ${whatIsMissing(socket)}`, options);
    case 'EAGAIN':
      return new HostError('deadline', socket, 'too many connections wait to be accepted (EAGAIN)', options);
    case 'EPROTOTYPE':
      return new HostError('refused', socket, 'a socket of another type (EPROTOTYPE)', options);
    default:
      return hostError(socket, error);
  }
}

/** Connecting takes the right to write to the socket and to pass through each directory above it (unix(7)). */
export function whatIsMissing(socket: string): string {
  const place = outermost(socket);
  try {
    const { uid, gid, mode } = fs.statSync(place);
    const right = place === socket ? 'writing to it' : `passing through ${place}`;
    const rights = (mode & 0o7777).toString(8).padStart(4, '0');
    return `${right} takes user ${nameOf('passwd', uid)}, group ${nameOf('group', gid)} (mode ${rights}) or CAP_DAC_OVERRIDE`;
  } catch {
    return 'it takes CAP_DAC_OVERRIDE';
  }
}

/** The first directory on the way that may not be passed through, or the socket itself. */
function outermost(socket: string): string {
  const names = socket.split('/').slice(1, -1);
  const directories = names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
  return directories.find((directory) => !mayPass(directory)) ?? path.resolve(socket);
}

function mayPass(directory: string): boolean {
  try {
    fs.statSync(`${directory}/.`);
    return true;
  } catch {
    return false;
  }
}

// openvswitch:x:116:
const ACCOUNT = /^([^:]+):[^:]*:(\d+):/gm;

/** The name in /etc/passwd or /etc/group, or the number where it has none there. */
function nameOf(file: 'passwd' | 'group', id: number): string {
  try {
    const text = fs.readFileSync(`/etc/${file}`, 'utf8');
    for (const [, name, number] of text.matchAll(ACCOUNT)) if (Number(number) === id && name !== undefined) return name;
  } catch {
    // The number says enough.
  }
  return String(id);
}
