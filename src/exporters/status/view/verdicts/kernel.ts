import { critical, cut, inNamespace, type Judge, type KindView, notice, textOf, warning, within } from './verdict.ts';

const bond: Judge = ({ fields }) => {
  const { mode, active_slave, slaves, slaves_up, mii_status, aggregator_mismatch } = fields;
  const name = `Bond ${textOf(fields.bond)}${inNamespace(fields.netns)}`;
  if (slaves === 0) return { level: 'off', state: 'no slaves', title: `${name} has no slaves` };
  if (mii_status !== 'up') return critical('down', `${name} is down: no link can carry traffic`);
  if (textOf(mode).startsWith('active-backup') && active_slave === null) {
    return critical('no active slave', `${name} has no active slave`);
  }
  if (typeof slaves === 'number' && typeof slaves_up === 'number' && slaves_up < slaves) {
    if (slaves_up === 1) return warning(`one link left of ${slaves}`, `${name} has one link left of ${slaves}`);
    return warning(`${slaves_up} of ${slaves} links`, `${name} has ${slaves_up} of ${slaves} links`);
  }
  if (aggregator_mismatch === true) {
    return warning('a link is idle', `${name} has a link outside the active LACP aggregator, which carries nothing`);
  }
  if (slaves === 1) return notice('a single slave', `${name} has a single slave, and so no redundancy`);
  return undefined;
};

const slave: Judge = ({ fields }) => {
  const { slave: link, bond: of, mii_status, actor_churn_state, partner_churn_state } = fields;
  const name = `${textOf(link)} of bond ${textOf(of)}${inNamespace(fields.netns)}`;
  if (mii_status === null) return undefined;
  if (mii_status === 'down') return cut(warning('down', `${name} is down`));
  if (mii_status !== 'up') return notice(textOf(mii_status), `${name} is ${textOf(mii_status)}`);
  if (actor_churn_state === 'churned' || partner_churn_state === 'churned') {
    return warning('LACP churned', `${name} is up but LACP does not settle`);
  }
  return undefined;
};

/** Devices that stand for the host's own connection to the world. */
const UPLINKS: ReadonlySet<unknown> = new Set(['physical', 'bond', 'team']);
const LOSSES: ReadonlyMap<unknown, readonly [state: string, words: string]> = new Map([
  ['no-carrier', ['no carrier', 'is set up but has no carrier']],
  ['lower-layer-down', ['device below is down', 'is down because the device that it stands on is']],
  ['not-present', ['taken out', 'is gone: its hardware was taken out']],
  ['dormant', ['dormant', 'has a link and waits for something else, such as 802.1X']],
  ['testing', ['in a test mode', 'is in a test mode and passes no packets']],
]);

const networkDevice: Judge = ({ fields }) => {
  const name = `${textOf(fields.interface)}${inNamespace(fields.netns)}`;
  if (fields.state === 'admin-down') return { level: 'off', state: 'set down', title: `${name} is set down` };
  const loss = LOSSES.get(fields.state);
  if (loss === undefined) return undefined;
  const [state, words] = loss;
  // A bridge without a working port and a tun without a reader are at rest.
  if (fields.kind === 'bridge' || fields.kind === 'tap' || fields.kind === 'tun')
    return { level: 'off', state, title: `${name} ${words}` };
  return cut({ level: UPLINKS.has(fields.kind) ? 'warning' : 'notice', state, title: `${name} ${words}` });
};

export const kernelViews: Readonly<Record<string, KindView>> = {
  'bond/bond': {
    judge: bond,
    what: 'bond',
    well: ({ fields }) => `${textOf(fields.slaves)} links up`,
    labels: ({ fields }) => ({ netns: fields.netns ?? '', bond: fields.bond ?? null }),
  },
  'bond/slave': {
    judge: slave,
    what: 'slave of a bond',
    well: () => 'up',
    labels: ({ fields }) => ({ netns: fields.netns ?? '', bond: fields.bond ?? null, slave: fields.slave ?? null }),
    because: ({ fields }) => [`bond/bond/${within(fields.netns, fields.bond)}`],
  },
  'interface/interface': {
    judge: networkDevice,
    what: 'network device',
    well: ({ fields }) => (fields.state === 'unknown' ? 'set up' : textOf(fields.state)),
    labels: ({ fields }) => ({ netns: fields.netns ?? '', interface: fields.interface ?? null }),
    because: ({ fields, subject }) => [
      `bond/slave/${within(fields.netns, fields.master)}/${textOf(fields.interface)}`,
      `bond/bond/${subject}`,
      ...(fields.state === 'lower-layer-down' ? [`interface/interface/${textOf(fields.parent)}`] : []),
    ],
  },
};
