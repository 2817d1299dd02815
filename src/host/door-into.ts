import { HostError } from '../core/errors.ts';
import type { Host } from './host.ts';

/**
 * The door of a network namespace by its name, which is empty for the agent's own.
 * @throws HostError of kind `absent` when there is no such namespace, and what is in its way when it can't be entered
 */
export async function doorInto(own: Host, netns: string, signal: AbortSignal): Promise<Host> {
  if (netns === '') return own;
  const namespace = (await own.namespaces(signal)).find((one) => one.netns === netns);
  if (namespace === undefined) throw new HostError('absent', netns, 'no such network namespace');
  if ('error' in namespace) throw namespace.error;
  return namespace.host;
}
