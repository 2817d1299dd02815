import { counted, cut, type Judge, type KindView, notice, textOf, warning } from './verdict.ts';

const pf: Judge = ({ subject, fields }) => {
  const { numvfs, link, driver } = fields;
  const name = `Physical function ${textOf(fields.interface) || subject}`;
  const users = textOf(fields.used_by);
  const usedBy = users === '' ? '' : `; used by ${users}`;
  if (driver === null) return cut(warning('no driver', `${name} has no driver`));
  if (link === 'no-carrier' && typeof numvfs === 'number' && numvfs > 0) {
    return cut(
      warning('no carrier', `${name} has no carrier, which ${counted(numvfs, 'virtual function')} depend on${usedBy}`),
    );
  }
  if (link === 'admin-down') return { level: 'off', state: 'set down', title: `${name} is set down` };
  return undefined;
};

const isUsed = (place: unknown) => typeof place === 'string' && /^(?:guest|namespace) /.test(place);

const vf: Judge = ({ subject, fields }) => {
  const of = textOf(fields.interface);
  const name = `Virtual function ${of === '' ? subject : `${textOf(fields.vf)} of ${of}`}`;
  if (fields.link_state === 'disable' && (isUsed(fields.place) || fields.bond !== null)) {
    return warning('link disabled', `${name} is in use (${textOf(fields.place)}) but its link is disabled`);
  }
  if (fields.zero_mac_in_bond === true) {
    return warning('no MAC set', `${name} is to stand in for others and has no MAC set by the host`);
  }
  return undefined;
};

const group: Judge = ({ fields }) => {
  if ((fields.shared_pf ?? null) === null) return undefined;
  const holder = `${fields.holder_kind === 'guest' ? 'Guest' : 'Bond'} ${textOf(fields.holder)}`;
  return warning(
    'no redundancy',
    `${holder} has no redundancy: its virtual functions all hang on ${textOf(fields.shared_pf)}`,
  );
};

const pool: Judge = ({ subject, fields }) =>
  fields.exhausted === true ? warning('used up', `Hugepages of ${subject} are used up`) : undefined;

const guest: Judge = ({ subject, fields }) =>
  fields.as_declared === false
    ? warning('misplaced', `Guest ${subject} is not where it was declared to be: ${textOf(fields.deviation)}`)
    : crossing(subject, textOf(fields.nodes));

function crossing(subject: string, nodes: string) {
  if (!/\D/.test(nodes)) return undefined;
  return notice(`on nodes ${nodes}`, `Guest ${subject} is spread over NUMA nodes ${nodes}`);
}

const port: Judge = ({ subject, fields }) => {
  if (fields.link === 'down') return cut(warning('link down', `DPDK port ${subject} has no link`));
  if (fields.started === false) return notice('not started', `DPDK port ${subject} is not started`);
  return undefined;
};

export const hardwareViews: Readonly<Record<string, KindView>> = {
  'vf/pf': {
    judge: pf,
    what: 'physical function',
    well: ({ fields }) => textOf(fields.link) || 'present',
    labels: ({ subject }) => ({ pf: subject }),
    because: ({ fields }) => [`interface/interface/${textOf(fields.interface)}`],
  },
  'vf/vf': {
    judge: vf,
    what: 'virtual function',
    well: ({ fields }) => textOf(fields.place),
    labels: ({ fields }) => ({ pf: fields.pf ?? null, vf: fields.vf ?? null }),
  },
  'vf/group': {
    judge: group,
    what: 'group of virtual functions',
    well: () => 'redundant',
    labels: ({ fields }) => ({ kind: fields.holder_kind ?? null, holder: fields.holder ?? null }),
  },
  'numa/pool': { judge: pool, what: 'hugepages', labels: ({ subject }) => sizeOf(subject) },
  'placement/guest': {
    judge: guest,
    what: 'guest',
    well: ({ fields }) => (textOf(fields.nodes) === '' ? 'runs' : `on node ${textOf(fields.nodes)}`),
    labels: ({ subject }) => ({ guest: subject }),
  },
  'dpdk/port': {
    judge: port,
    what: 'DPDK port',
    well: ({ fields }) => `link ${textOf(fields.link)}`,
    labels: ({ subject }) => {
      const [process = '', name = ''] = subject.split('/');
      return { process, port: name };
    },
  },
};

/** `node 0 2 MiB` */
function sizeOf(subject: string) {
  return { node: /^node (\d+) /.exec(subject)?.[1] ?? null, size: subject.replace(/^node \d+ /, '') };
}
