import { isIP } from 'node:net';
import { z } from 'zod';
import { addressText, endpoint, port, virtualAddress } from './addresses.ts';
import { monitorSettings } from './monitor.ts';

/** Names stand in subjects, where a slash divides them. */
const name = z
  .string()
  .max(255)
  .regex(/^[^\s/\p{Cc}]+$/u, 'expected a name without spaces and slashes');

const memberSettings = z.strictObject({
  name: name.optional().describe('Name of the member, unique in its pool. Default: `address:port`.'),
  address: endpoint.describe(
    'IPv4 address, IPv6 address, or a name, which is resolved again when its time to live is over.',
  ),
  port: port.optional().describe('Port of the member. Only pools with a monitor of the kind icmp can do without.'),
  weight: z
    .int()
    .min(0)
    .max(256)
    .default(1)
    .describe('Share of new connections, for display. 0 says the same as the admin_state drain.'),
  monitor_address: endpoint.optional().describe('Address that is checked in place of `address`.'),
  monitor_port: port.optional().describe('Port that is checked in place of `port`.'),
  admin_state: z
    .enum(['enabled', 'drain', 'disabled'])
    .default('enabled')
    .describe('`drain`: is checked, and takes no new connections. `disabled`: is not checked.'),
});

/** A pool: members that do the same, and how they are checked. */
export const poolSettings = z
  .strictObject({
    name: name.describe('Name of the pool, unique on this host.'),
    virtual_addresses: z
      .array(virtualAddress)
      .default([])
      .describe(
        'Addresses that the pool serves, such as 192.0.2.1:443 or [2001:db8::1]:443. Several pools may serve one.',
      ),
    minimum_healthy: z
      .int()
      .min(1)
      .default(1)
      .describe('With fewer enabled members ACTIVE than these, that is an event.'),
    monitor: monitorSettings.describe('How the members are checked.'),
    members: z.array(memberSettings).default([]).describe('The members.'),
  })
  .superRefine(({ monitor, members }, context) => {
    const refuse = (index: number, field: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['members', index, field], message });
    const names = new Map<string, number>();
    const family = monitor.source === undefined ? 0 : isIP(monitor.source);
    for (const [index, member] of members.entries()) {
      if (member.port === undefined && member.monitor_port === undefined && monitor.kind !== 'icmp') {
        refuse(index, 'port', `expected the port for checks of the kind ${monitor.kind}`);
      }
      const own = memberName(member);
      const first = names.get(own);
      if (first === undefined) names.set(own, index);
      else
        refuse(
          index,
          member.name === undefined ? 'address' : 'name',
          `expected a name of its own: ${own} is also members.${first}`,
        );
      const checked = member.monitor_address ?? member.address;
      const other = isIP(checked);
      if (family !== 0 && other !== 0 && family !== other) {
        const field = member.monitor_address === undefined ? 'address' : 'monitor_address';
        refuse(index, field, `expected an IPv${family} address, as monitor.source is one`);
      }
    }
  });

export type MemberSettings = z.output<typeof memberSettings>;
export type PoolSettings = z.output<typeof poolSettings>;

export function memberName({ name: own, address, port: ownPort }: Pick<MemberSettings, 'name' | 'address' | 'port'>) {
  return own ?? addressText(address, ownPort);
}

/** Pools as configuration and files list them. */
export const poolList = z.array(poolSettings).superRefine((pools, context) => {
  const names = new Map<string, number>();
  for (const [index, pool] of pools.entries()) {
    const first = names.get(pool.name);
    if (first === undefined) names.set(pool.name, index);
    else {
      const message = `expected a name of its own: ${pool.name} is also the name of pools.${first}`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    }
  }
});

/** What a file of pools holds. */
export const poolFile = z.strictObject({ pools: poolList });
