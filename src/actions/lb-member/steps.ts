import type { Step } from '../../remediation/step.ts';
import type { HaproxyPlace, IpvsPlace } from './evidence.ts';

/** The step that brings a server of HAProxy from one administrative state to another. */
export function haproxyStep(
  { socket, backend, server, pid, throughMaster }: HaproxyPlace,
  from: string,
  to: string,
): Step {
  const args = { socket, backend, server, state: to, expected: from, pid, throughMaster };
  return { kind: 'haproxy-server', args };
}

/** The step that gives a destination of IPVS another weight. */
export function ipvsStep(at: IpvsPlace, from: number, to: number): Step {
  const { netns, destination, forwarding, upper, lower } = at;
  const [protocol = '', service = ''] = at.service.split(' ');
  const args = { netns, protocol, service, destination, forwarding, upper, lower, weight: to, expected: from };
  return { kind: 'ipvs-weight', args };
}
