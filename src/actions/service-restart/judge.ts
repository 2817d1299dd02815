import type { Judgement, JudgeRequest } from '../action.ts';
import type { RestartEvidence } from './evidence.ts';
import type { RestartSettings } from './settings.ts';

/** Whether the service runs again and ovs-vswitchd does its work. */
export function judge({ settings, before, after }: JudgeRequest<RestartSettings, RestartEvidence>): Judgement {
  const { unit, vswitchd, database } = after;
  if (before.database.answers && !database.answers) {
    return { effect: 'worse', words: `ovsdb-server does not answer any more: ${database.words}` };
  }
  if (unit === null) return waiting(`its service is not known: ${after.unitTrouble}`);
  const { name, active, sub, result } = unit;
  if (unit.invocation === before.unit?.invocation)
    return waiting(`${name} was not started anew yet (${active}, ${sub})`);
  if (active === 'failed') return { effect: 'worse', words: `${name} did not start: ${result}` };
  // Whoever asks for a restart sets the count back to 0.
  if (unit.restarts > 0) {
    return { effect: 'worse', words: `${name} ended again, systemd has restarted it ${unit.restarts} times since` };
  }
  if (active !== 'active' || unit.job !== 0) return waiting(`${name} is ${active} (${sub})`);
  if (!vswitchd.answers.some(({ is }) => is === 'answers')) {
    return waiting(`ovs-vswitchd does not answer yet: ${vswitchd.answers.at(-1)?.words ?? 'it has no pid file'}`);
  }
  if (vswitchd.pid === before.vswitchd.pid) return waiting(`ovs-vswitchd is still process ${vswitchd.pid}`);
  if (database.current === null || database.current !== database.next) {
    return waiting(
      `ovs-vswitchd has applied configuration ${database.current ?? 'none'} of ${database.next ?? 'none'}`,
    );
  }
  const activeFor = unit.activeFor ?? 0;
  if (activeFor < settings.steady)
    return waiting(`${name} has run for ${Math.floor(activeFor)} s of ${settings.steady} s`);
  return {
    effect: 'proven',
    words: `${name} has run for ${Math.floor(activeFor)} s, ovs-vswitchd (${vswitchd.pid}) answers and has applied configuration ${database.current}`,
  };
}

function waiting(words: string): Judgement {
  return { effect: 'waiting', words };
}
