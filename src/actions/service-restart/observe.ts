import type { Host } from '../../host/host.ts';
import { findDaemons } from '../../ovs/daemons.ts';
import { switchesOf } from '../../ovs/switches.ts';
import type { Look, Refusal } from '../action.ts';
import type { RestartEvidence } from './evidence.ts';
import { askDatabase, askVswitchd, seeProcess } from './observe-daemon.ts';
import { observeUnit } from './observe-unit.ts';
import type { RestartSettings } from './settings.ts';

/** Looks at ovs-vswitchd, its database and its service. */
export async function observe({
  target,
  settings,
  host,
  fresh,
  signal,
}: Look<RestartSettings>): Promise<RestartEvidence | Refusal> {
  const daemon = target.labels.get('daemon') ?? '';
  const found = switchesOf(await findDaemons(host, settings, signal)).find(({ name }) => name === daemon);
  const deadline = settings.answer_deadline;
  if (found === undefined)
    return { refused: `there is neither ovs-vswitchd nor ovsdb-server${of(daemon)} on this host` };
  const { vswitchd } = found;
  const [seen, database] = await Promise.all([
    vswitchd === undefined ? stopped : seeVswitchd(host, vswitchd.pid, vswitchd.unixctl, deadline, signal),
    askDatabase(host, found.database, deadline, signal),
  ]);
  const unit = await observeUnit(host, settings, daemon, seen, signal);
  return { collector: fresh.get('ovs')?.outcome ?? 'unknown', vswitchd: seen, database, ...unit };
}

const stopped: RestartEvidence['vswitchd'] = {
  pid: null,
  answers: [],
  state: null,
  waitsIn: '',
  traced: false,
  dumpsCore: false,
};

async function seeVswitchd(
  host: Host,
  pid: number,
  unixctl: string,
  deadline: number,
  signal: AbortSignal,
): Promise<RestartEvidence['vswitchd']> {
  const answers = await askVswitchd(host, unixctl, deadline, signal);
  return { pid, answers: [...answers], ...(await seeProcess(host, { pid }, signal)) };
}

function of(daemon: string): string {
  return daemon === '' ? '' : ` of ${daemon}`;
}
