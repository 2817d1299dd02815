import { critical, type Judge, type KindView, notice, textOf, warning } from './verdict.ts';

const because = (detail: unknown) => (typeof detail === 'string' && detail !== '' ? `: ${detail}` : '');

const balancerProcess: Judge = ({ subject, fields }) => {
  if (fields.status === 'gone') return critical('gone', `HAProxy ${subject} is gone`);
  if (fields.status === 'silent') return critical('does not answer', `HAProxy ${subject} does not answer`);
  return undefined;
};

const frontend: Judge = ({ fields }) =>
  fields.open === false ? warning('stopped', `HAProxy frontend ${textOf(fields.frontend)} is stopped`) : undefined;

const backend: Judge = ({ fields }) => {
  const name = `HAProxy backend ${textOf(fields.backend)}`;
  if (fields.serving === 'none') return critical('no servers', `${name} has no server that it can use`);
  if (fields.status === 'DOWN') return critical('down', `${name} is down`);
  if (fields.serving === 'backup') return warning('on backup servers', `${name} works on its backup servers`);
  return undefined;
};

const server: Judge = ({ fields }) => {
  const name = `HAProxy server ${textOf(fields.backend)}/${textOf(fields.server)}`;
  if (fields.status === 'DOWN') return warning('down', `${name} is down${because(fields.check_message)}`);
  if (fields.status === 'MAINT' || fields.status === 'DRAIN') {
    return { level: 'off', state: textOf(fields.status), title: `${name} is in ${textOf(fields.status)}` };
  }
  return undefined;
};

const member: Judge = ({ fields, subject }) => {
  const name = `Member ${subject}`;
  if (fields.admin_state === 'disabled') return { level: 'off', state: 'disabled', title: `${name} is disabled` };
  if (fields.state === 'INACTIVE')
    return warning('fails its checks', `${name} fails its checks${because(fields.reason)}`);
  if (fields.flapping === true) return warning('flapping', `${name} comes and goes`);
  if (fields.certificate_expiring === true) {
    return notice(
      'certificate expires',
      `The certificate of ${subject} expires on ${textOf(fields.certificate_expires)}`,
    );
  }
  return undefined;
};

const pool: Judge = ({ subject, fields }) => {
  const figures = `${textOf(fields.healthy)} of ${textOf(fields.enabled)} members healthy`;
  if (fields.operating_status === 'ERROR')
    return critical('no healthy member', `Pool ${subject} has no healthy member`);
  if (fields.below_minimum === true) return critical(figures, `Pool ${subject} is below its minimum: ${figures}`);
  if (fields.operating_status === 'DEGRADED') return warning(figures, `Pool ${subject} is degraded: ${figures}`);
  return undefined;
};

const address: Judge = ({ subject, fields }) =>
  fields.served === false
    ? critical('not served', `Virtual address ${subject} is not served: no pool of it has a healthy member`)
    : undefined;

const poolFile: Judge = ({ subject, fields }) =>
  fields.error === null || fields.error === undefined
    ? undefined
    : warning('not in force', `Pool file ${subject} is not in force: ${textOf(fields.error)}`);

const checker: Judge = ({ fields }) => {
  if (fields.short_of_descriptors === true) return warning('short of sockets', 'The checker is short of sockets');
  if (fields.late === true) return warning('late', 'The checker is late with its checks');
  return undefined;
};

const agreement: Judge = ({ fields }) =>
  fields.agreement === 'disagrees'
    ? warning(
        'disagreement',
        `${textOf(fields.member)} is ${textOf(fields.own)} by our own check and ${textOf(fields.theirs)} to ${textOf(fields.balancer)}`,
      )
    : undefined;

export const balancerViews: Readonly<Record<string, KindView>> = {
  'haproxy/process': {
    judge: balancerProcess,
    what: 'HAProxy',
    well: ({ fields }) => textOf(fields.status),
    labels: ({ subject }) => ({ process: subject }),
  },
  'haproxy/frontend': {
    judge: frontend,
    what: 'HAProxy frontend',
    well: () => 'open',
    labels: ({ fields }) => ({ process: fields.process ?? null, frontend: fields.frontend ?? null }),
  },
  'haproxy/backend': {
    judge: backend,
    what: 'HAProxy backend',
    well: () => 'serves',
    labels: ({ fields }) => ({ process: fields.process ?? null, backend: fields.backend ?? null }),
    because: ({ fields }) => [`haproxy/process/${textOf(fields.process)}`],
  },
  'haproxy/server': {
    judge: server,
    what: 'HAProxy server',
    well: ({ fields }) => textOf(fields.status),
    labels: ({ fields }) => ({
      process: fields.process ?? null,
      backend: fields.backend ?? null,
      server: fields.server ?? null,
    }),
    because: ({ fields }) => [`haproxy/backend/${textOf(fields.process)}:${textOf(fields.backend)}`],
  },
  'health/member': {
    judge: member,
    what: 'pool member',
    well: ({ fields }) => textOf(fields.state),
    labels: ({ subject, fields }) => ({ pool: fields.pool ?? null, member: subject }),
    because: ({ fields }) => [`health/pool/${textOf(fields.pool)}`],
  },
  'health/pool': {
    judge: pool,
    what: 'pool',
    well: ({ fields }) => textOf(fields.operating_status),
    labels: ({ subject }) => ({ pool: subject }),
    because: () => [],
  },
  'health/virtual-address': {
    judge: address,
    what: 'virtual address',
    well: ({ fields }) => (fields.served === true ? 'served' : ''),
    labels: ({ subject }) => ({ virtual_address: subject }),
  },
  'health/pool-file': { judge: poolFile, what: 'pool file', labels: ({ subject }) => ({ file: subject }) },
  'health/checker': { judge: checker, what: 'checker', labels: () => ({}) },
  'lb-agreement/member': {
    judge: agreement,
    what: 'compared member',
    well: ({ fields }) => textOf(fields.agreement),
    labels: ({ fields }) => ({
      pool: fields.pool ?? null,
      member: fields.member ?? null,
      balancer: fields.balancer ?? null,
    }),
  },
};
