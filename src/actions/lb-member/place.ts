import type { HaproxyPlace, IpvsPlace } from './evidence.ts';

export function nameOf(at: HaproxyPlace | IpvsPlace): string {
  return at.balancer === 'haproxy' ? `${at.backend}/${at.server}` : `${at.destination} of ${at.service}`;
}

export function stateOf(at: HaproxyPlace | IpvsPlace): string {
  return at.balancer === 'haproxy' ? `${at.status}, ${at.admin}` : `weight ${at.weight}`;
}

/** A server that runs and is ready: a backup among them gets clients when the others are gone. */
export function mayServe(at: HaproxyPlace | IpvsPlace): boolean {
  if (at.balancer === 'ipvs') return at.weight > 0;
  return at.admin === 'ready' && /^(?:UP|no check)/.test(at.status);
}
