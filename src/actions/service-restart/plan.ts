import { formatDuration } from '../../core/duration.ts';
import type { Plan, PlanRequest, Refusal } from '../action.ts';
import type { RestartEvidence, UnitSeen } from './evidence.ts';
import type { RestartSettings } from './settings.ts';

/** Has systemd restart ovs-vswitchd when it is down or hangs, and nothing speaks against it. */
export function plan({ evidence }: PlanRequest<RestartSettings, RestartEvidence>): Plan | Refusal {
  const trouble = troubleOf(evidence.vswitchd);
  if ('refused' in trouble) return trouble;
  const { unit, unitTrouble, database } = evidence;
  if (unit === null) return { refused: `its service is not known: ${unitTrouble}` };
  const reason = unready(unit);
  if (reason !== undefined) return { refused: reason };
  return {
    summary: `restart ${unit.name}: ovs-vswitchd ${trouble.words}; a datapath in userspace forwards nothing until it is back`,
    steps: [{ kind: 'unit-restart', args: { unit: unit.name, invocation: unit.invocation } }],
    expects: 'the service runs and goes on to, ovs-vswitchd answers and has applied its whole configuration',
    undo: [],
    irreversible: 'a restart can not be taken back',
    witness: {
      name: 'ovsdb-server',
      agrees: database.answers,
      words: database.answers
        ? `it answers, while ovs-vswitchd ${trouble.words}`
        : `it does not answer either (${database.words}): a restart of ovs-vswitchd alone will not help`,
    },
  };
}

/** What ails the daemon, unless it is well or better left alone. */
function troubleOf(seen: RestartEvidence['vswitchd']): { readonly words: string } | Refusal {
  const { pid, answers, state, waitsIn, traced, dumpsCore } = seen;
  const [last] = answers.slice(-1);
  if (pid === null || last === undefined) {
    return { refused: 'ovs-vswitchd has no pid file: somebody has stopped it in an orderly way' };
  }
  if (answers.some(({ is }) => is === 'answers')) return { refused: 'ovs-vswitchd answers' };
  if (answers.some(({ is }) => is === 'denied')) return { refused: `ovs-vswitchd may not be asked: ${last.words}` };
  if (dumpsCore) return { refused: `ovs-vswitchd (${pid}) is writing a core dump, which a restart would cut off` };
  if (traced) return { refused: `a debugger is attached to ovs-vswitchd (${pid})` };
  const isSilent = answers.every(({ is }) => is === 'silent');
  if (state === null) {
    if (!isSilent) return { words: `is down (process ${pid} is gone)` };
    return { words: `hangs: it accepts connections and was silent twice (process ${pid} is not to be seen from here)` };
  }
  if (state === 'D') {
    const where = waitsIn === '' || waitsIn === '0' ? '' : ` in ${waitsIn}`;
    return {
      refused: `ovs-vswitchd (${pid}) waits in the kernel${where} (state D): no signal ends it, and so no restart`,
    };
  }
  if (!isSilent) {
    return { refused: `ovs-vswitchd (${pid}) runs and can not be asked: ${last.words}` };
  }
  const stopped = state === 'T' ? ', it was stopped by a signal (state T)' : '';
  return { words: `hangs: it accepts connections and was silent twice${stopped}` };
}

/** Why systemd is not to be asked to restart it now. */
function unready(unit: UnitSeen): string | undefined {
  const { name, load, file, active, sub, job } = unit;
  if (load !== 'loaded') return `${name} is ${load}`;
  if (file === 'masked' || file === 'masked-runtime') return `${name} is masked: somebody does not want it to run`;
  if (file === 'disabled' && active !== 'active')
    return `${name} is disabled and ${active}: somebody does not want it to run`;
  if (sub === 'auto-restart') return `systemd is about to restart ${name} by itself (Restart=${unit.restart})`;
  if (job !== 0) return `systemd is at it: job ${job} for ${name}`;
  if (['activating', 'deactivating', 'reloading', 'maintenance'].includes(active)) {
    return `systemd is at it: ${name} is ${active} (${sub})`;
  }
  // What ends by itself has failed, or is restarted.
  if (active === 'inactive') return `${name} is inactive: somebody has stopped it, or it was never started`;
  return beyondLimit(unit);
}

/** systemd refuses more starts than its limit allows, its own among them; one is left to a person. */
function beyondLimit({ name, result, restarts, limitBurst, limitSeconds, activeFor }: UnitSeen): string | undefined {
  if (result === 'start-limit-hit') {
    return `${name} has used up its start limit: see why it ends, then systemctl reset-failed ${name}`;
  }
  if (limitBurst === 0 || limitSeconds === 0 || restarts === 0) return undefined;
  const isRecent = activeFor === null || limitSeconds === null || activeFor < limitSeconds;
  if (!isRecent || restarts < limitBurst - 1) return undefined;
  const within = limitSeconds === null ? '' : ` within ${formatDuration(limitSeconds)}`;
  return `systemd has restarted ${name} ${restarts} times, ${limitBurst} starts${within} are its limit`;
}
