import { critical, cut, type Judge, type KindView, notice, textOf, warning } from './verdict.ts';

/** Of which of several daemons it is. */
const of = (daemon: unknown) => (typeof daemon === 'string' && daemon !== '' ? ` of ${daemon}` : '');

/** Types that lead out of the host. */
const UPLINKS: ReadonlySet<unknown> = new Set(['system', 'dpdk', 'afxdp', 'afxdp-nonpmd']);

const daemon: Judge = ({ subject, fields }) =>
  fields.up === false ? critical('does not answer', `${subject} does not answer`) : undefined;

const ovsSwitch: Judge = ({ fields }) => {
  if (fields.configuration_stuck === true) {
    return warning('configuration stuck', `Open vSwitch${of(fields.daemon)} does not get done with its configuration`);
  }
  return undefined;
};

const controller: Judge = ({ fields }) =>
  fields.connected === false
    ? warning(
        'not connected',
        `Bridge ${textOf(fields.bridge)} is not connected to its controller ${textOf(fields.target)}`,
      )
    : undefined;

const manager: Judge = ({ fields }) =>
  fields.connected === false && !/^p(?:tcp|ssl|unix):/.test(textOf(fields.target))
    ? warning('not connected', `Open vSwitch is not connected to its manager ${textOf(fields.target)}`)
    : undefined;

const ovsInterface: Judge = ({ subject, fields }) => {
  const { error, type, link_state, admin_state, bfd_state, cfm_fault, vhost_connected, rx_queues_missing } = fields;
  const name = `OVS interface ${subject}`;
  if (error !== null && error !== undefined) {
    return cut(warning('not configured', `${name} could not be configured: ${textOf(error)}`));
  }
  if (admin_state === 'down') {
    const isOwn = type === 'internal';
    return { level: 'off', state: 'set down', title: `${name} is set down${isOwn ? ' (internal)' : ''}` };
  }
  if (link_state === 'down' && UPLINKS.has(type)) return cut(warning('link down', `${name} has no link`));
  if (bfd_state === 'down') return cut(warning('BFD down', `${name}: the other end does not answer (BFD is down)`));
  if (cfm_fault === true) return warning('CFM fault', `${name} has a connectivity fault`);
  if (rx_queues_missing === true) {
    return warning('queues missing', `${name} has fewer receive queues than it was asked to have`);
  }
  if (vhost_connected === false) return cut(notice('no guest', `${name}: no guest is connected`));
  return undefined;
};

const ovsBond: Judge = ({ subject, fields }) => {
  const { members, members_enabled, active_link_down, fallback_active } = fields;
  const name = `OVS bond ${subject}`;
  if (members_enabled === 0) return critical('down', `${name} is down: no member is in use`);
  if (active_link_down === true) return critical('active link down', `${name} sends on a member whose link is down`);
  if (typeof members === 'number' && typeof members_enabled === 'number' && members_enabled < members) {
    return members_enabled === 1
      ? warning(`one member left of ${members}`, `${name} has one member left of ${members}`)
      : warning(`${members_enabled} of ${members} members`, `${name} has ${members_enabled} of ${members} members`);
  }
  if (fallback_active === true) return warning('no LACP partner', `${name} has no LACP partner and fell back`);
  return undefined;
};

const ovsMember: Judge = ({ fields }) =>
  fields.enabled === false
    ? cut(warning('not in use', `Member ${textOf(fields.member)} of OVS bond ${textOf(fields.bond)} is not in use`))
    : undefined;

const datapath: Judge = ({ subject, fields }) =>
  fields.is_at_flow_limit === true
    ? warning('full of flows', `Datapath ${subject} holds all flows that it may`)
    : undefined;

const pmd: Judge = ({ subject, fields }) => {
  if (fields.overloaded === true)
    return warning('overloaded', `The PMD on ${subject} is overloaded beside an idle one`);
  if (fields.has_queues === false) return notice('no queues', `The PMD on ${subject} has no queue to poll`);
  if (fields.cpu_isolated === false) {
    return notice('not isolated', `The PMD on ${subject} shares its core: the kernel does not keep other work away`);
  }
  return undefined;
};

const queue: Judge = ({ subject, fields }) => {
  if (fields.core === null) return warning('not polled', `No PMD polls queue ${subject}`);
  if (fields.crosses_nodes === true) {
    return warning(
      'crosses nodes',
      `Queue ${subject} is polled on NUMA node ${textOf(fields.node)}, its network card is on node ${textOf(fields.cardNode)}`,
    );
  }
  return undefined;
};

const pmdPort: Judge = ({ subject, fields }) =>
  fields.has_fewer_queues === true
    ? warning(
        'fewer queues',
        `Port ${subject} has ${textOf(fields.queues)} of ${textOf(fields.requestedQueues)} queues`,
      )
    : undefined;

const onCore = (subject: string) => /core (\d+)$/.exec(subject)?.[1] ?? null;

export const ovsViews: Readonly<Record<string, KindView>> = {
  'ovs/daemon': {
    judge: daemon,
    what: 'daemon of Open vSwitch',
    well: () => 'answers',
    labels: ({ subject, fields }) => ({ daemon: fields.daemon ?? '', program: subject.split(':').at(-1) ?? null }),
  },
  'ovs/switch': { judge: ovsSwitch, what: 'Open vSwitch', labels: ({ fields }) => ({ daemon: fields.daemon ?? '' }) },
  'ovs/bridge': {
    judge: () => undefined,
    what: 'OVS bridge',
    well: ({ fields }) => `${textOf(fields.datapath_type)} datapath`,
    labels: ({ fields }) => ({ daemon: fields.daemon ?? '', bridge: fields.bridge ?? null }),
  },
  'ovs/controller': {
    judge: controller,
    what: 'OpenFlow controller',
    well: () => 'connected',
    labels: ({ fields }) => ({
      daemon: fields.daemon ?? '',
      bridge: fields.bridge ?? null,
      target: fields.target ?? null,
    }),
  },
  'ovs/manager': {
    judge: manager,
    what: 'manager of Open vSwitch',
    labels: ({ fields }) => ({ daemon: fields.daemon ?? '', target: fields.target ?? null }),
  },
  'ovs/interface': {
    judge: ovsInterface,
    what: 'OVS interface',
    well: ({ fields }) => textOf(fields.link_state) || 'configured',
    labels: ({ fields }) => ({
      daemon: fields.daemon ?? '',
      bridge: fields.bridge ?? null,
      port: fields.port ?? null,
      interface: fields.interface ?? null,
    }),
    because: ({ fields }) => [
      `ovs-bond/member/${textOf(fields.port)}/${textOf(fields.interface)}`,
      `interface/interface/${textOf(fields.interface)}`,
      `bond/bond/${textOf(fields.interface)}`,
    ],
  },
  'ovs-bond/bond': {
    judge: ovsBond,
    what: 'OVS bond',
    well: ({ fields }) => `${textOf(fields.members_enabled)} members in use`,
    labels: ({ fields }) => ({ daemon: fields.daemon ?? '', bond: fields.bond ?? null }),
  },
  'ovs-bond/member': {
    judge: ovsMember,
    what: 'member of an OVS bond',
    well: () => 'in use',
    labels: ({ fields }) => ({
      daemon: fields.daemon ?? '',
      bond: fields.bond ?? null,
      member: fields.member ?? null,
    }),
    because: ({ subject }) => [`ovs-bond/bond/${subject.slice(0, subject.lastIndexOf('/'))}`],
  },
  'ovs-datapath/datapath': { judge: datapath, what: 'datapath', labels: ({ subject }) => ({ datapath: subject }) },
  'pmd/pmd': {
    judge: pmd,
    what: 'PMD',
    well: () => 'polls',
    labels: ({ subject }) => ({ core: onCore(subject) }),
  },
  'pmd/queue': {
    judge: queue,
    what: 'receive queue',
    well: ({ fields }) => `polled by core ${textOf(fields.core)}`,
    labels: ({ subject }) => {
      const cut = subject.lastIndexOf('/');
      return { port: subject.slice(0, cut), queue: subject.slice(cut + 1) };
    },
  },
  'pmd/port': { judge: pmdPort, what: 'polled port', labels: ({ subject }) => ({ port: subject }) },
};
