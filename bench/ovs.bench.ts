import { missingForSwitch } from '../test/support/private-ovs.ts';
import { hasProgram } from '../test/support/programs.ts';
import { benchFailover } from './ovs-failover.ts';
import { benchParsing } from './ovs-parsing.ts';
import { benchPoll } from './ovs-poll.ts';
import type { Bench } from './row.ts';
import { missingBuild } from './running-agent.ts';

const programs = ['ovs-vsctl', 'ovs-appctl', 'ovs-ofctl', 'ovsdb-client', 'nsenter', 'python3'];

function missingProgram(): string | undefined {
  const missing = programs.find((name) => !hasProgram(name));
  return missing && `${missing} is not installed`;
}

export const bench: Bench = {
  missing: () => missingForSwitch() ?? missingForSwitch({ dpdk: true }) ?? missingProgram() ?? missingBuild(),
  run: async () => [...(await benchPoll()), ...(await benchParsing()), ...(await benchFailover())],
};
