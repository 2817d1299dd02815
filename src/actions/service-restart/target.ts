import type { Refusal, Target } from '../action.ts';

const RUN_DIRECTORY = /^\/[A-Za-z0-9_.@:+/-]{1,200}$/;

/** Alerts name the daemon by its run directory, or not at all where it is the default one; OvsDown names none. */
export function targetOf(labels: ReadonlyMap<string, string>): Target | Refusal {
  const program = labels.get('program') ?? 'ovs-vswitchd';
  if (program !== 'ovs-vswitchd') {
    return { refused: `label program: only ovs-vswitchd is restarted, found ${JSON.stringify(program.slice(0, 80))}` };
  }
  const daemon = labels.get('daemon') ?? '';
  if (daemon !== '' && (!RUN_DIRECTORY.test(daemon) || daemon.split('/').includes('..'))) {
    return { refused: `label daemon: expected a run directory, found ${JSON.stringify(daemon.slice(0, 80))}` };
  }
  const named = daemon === '' ? [] : ([['daemon', daemon]] as const);
  return { object: daemon === '' ? program : `${program} of ${daemon}`, labels: new Map(named) };
}
