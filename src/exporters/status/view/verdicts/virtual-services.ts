import { critical, type Judge, type KindView, textOf, warning } from './verdict.ts';

const daemon: Judge = ({ subject, fields }) =>
  fields.status === 'gone' || fields.status === 'silent'
    ? critical(textOf(fields.status), `${subject} ${fields.status === 'gone' ? 'is gone' : 'does not answer'}`)
    : undefined;

const instance: Judge = ({ subject, fields }) => {
  const name = `VRRP instance ${subject}`;
  if (fields.state === 'FAULT') return critical('FAULT', `${name} is in FAULT`);
  if (fields.rival === true) return critical('two masters', `${name} is master and hears another master`);
  if (fields.master_heard === false) return critical('no master', `${name} is backup and hears no master`);
  if (fields.addresses_wrong === true) {
    return fields.state === 'MASTER'
      ? critical('addresses missing', `${name} is master but the host lacks its addresses`)
      : critical('addresses left', `${name} is not master but the host has its addresses`);
  }
  return undefined;
};

const script: Judge = ({ subject, fields }) =>
  fields.status === 'BAD' ? warning('fails', `The tracked script ${subject} of keepalived fails`) : undefined;

const ipvs: Judge = ({ subject, fields }) =>
  fields.usable === false
    ? critical('no destination', `Virtual service ${subject} has no usable destination`)
    : undefined;

const destination: Judge = ({ subject, fields }) =>
  fields.usable === false ? { level: 'off', state: 'weight 0', title: `${subject} has weight 0` } : undefined;

export const virtualServiceViews: Readonly<Record<string, KindView>> = {
  'keepalived/daemon': {
    judge: daemon,
    what: 'keepalived',
    well: ({ fields }) => textOf(fields.status),
    labels: ({ subject }) => ({ daemon: subject }),
  },
  'keepalived/instance': {
    judge: instance,
    what: 'VRRP instance',
    well: ({ fields }) => textOf(fields.state),
    labels: ({ fields }) => ({ daemon: fields.daemon ?? null, vrrp_instance: fields.instance ?? null }),
    because: ({ fields }) => [`keepalived/daemon/${textOf(fields.daemon)}`],
  },
  'keepalived/script': {
    judge: script,
    what: 'tracked script',
    well: ({ fields }) => textOf(fields.status),
    labels: ({ fields }) => ({ daemon: fields.daemon ?? null, script: fields.script ?? null }),
  },
  'ipvs/service': {
    judge: ipvs,
    what: 'virtual service',
    well: () => 'serves',
    labels: ({ subject, fields }) => ({
      netns: fields.netns ?? '',
      service: subject.replace(/^[^:]*:(?=TCP|UDP|SCTP|FWM)/, ''),
    }),
  },
  'ipvs/destination': {
    judge: destination,
    what: 'destination',
    well: () => 'in use',
    labels: ({ fields }) => ({ netns: fields.netns ?? '', service: fields.service ?? null }),
    because: ({ fields }) => [`ipvs/service/${textOf(fields.service)}`],
  },
};
