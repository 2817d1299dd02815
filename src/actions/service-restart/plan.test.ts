import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStep } from '../../remediation/steps/catalogue.ts';
import { isRefusal, type Plan } from '../action.ts';
import type { RestartEvidence, UnitSeen } from './evidence.ts';
import { action } from './index.ts';
import { judge } from './judge.ts';
import { plan } from './plan.ts';
import { restartSettings } from './settings.ts';

const unit: UnitSeen = {
  name: 'ovs-vswitchd.service',
  load: 'loaded',
  active: 'active',
  sub: 'running',
  file: 'static',
  result: 'success',
  mainPid: 483,
  lastPid: 483,
  restarts: 0,
  restart: 'on-failure',
  invocation: 'de9b4a4206d24205a876c6cf8272aa53',
  job: 0,
  limitBurst: 5,
  limitSeconds: 10,
  activeFor: 4_000,
};
const silent = { is: 'silent' as const, words: 'no answer in time' };
const nobody = { is: 'nobody' as const, words: 'nobody is behind it' };
const answers = { is: 'answers' as const, words: 'ovs-vswitchd (Open vSwitch) 3.1.0' };
const hung: RestartEvidence = {
  collector: 'failed',
  vswitchd: { pid: 483, answers: [silent, silent], state: 'S', waitsIn: '', traced: false, dumpsCore: false },
  database: { answers: true, words: 'it answers', current: 7, next: 7 },
  unit,
  unitTrouble: '',
};
const well: RestartEvidence = {
  ...hung,
  collector: 'ok',
  vswitchd: { ...hung.vswitchd, pid: 600, answers: [answers] },
  unit: { ...unit, invocation: 'ff77b43c8eb74f12ad43909c3fc18241', mainPid: 600, activeFor: 30 },
};
const target = { object: 'ovs-vswitchd', labels: new Map<string, string>() };
const settings = restartSettings.parse({});
const vswitchd = (changes: Partial<RestartEvidence['vswitchd']>) => ({
  ...hung,
  vswitchd: { ...hung.vswitchd, ...changes },
});
const of = (changes: Partial<UnitSeen>, from = hung) => ({ ...from, unit: { ...unit, ...changes } });

function planFor(evidence: RestartEvidence): Plan | string {
  const made = plan({ target, settings, evidence, alert: new Map(), now: 0, history: [] });
  return isRefusal(made) ? made.refused : made;
}

function planned(evidence: RestartEvidence): Plan {
  const made = planFor(evidence);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

describe('ovs-vswitchd', () => {
  it.each([
    [hung, 'hangs: it accepts connections and was silent twice'],
    [
      vswitchd({ state: 'T' }),
      'hangs: it accepts connections and was silent twice, it was stopped by a signal (state T)',
    ],
    [vswitchd({ answers: [nobody, nobody], state: null }), 'is down (process 483 is gone)'],
    [
      of(
        { active: 'failed', sub: 'failed', result: 'signal', restart: 'no', activeFor: null },
        vswitchd({ answers: [nobody, nobody], state: null }),
      ),
      'is down (process 483 is gone)',
    ],
    [
      vswitchd({ state: null }),
      'hangs: it accepts connections and was silent twice (process 483 is not to be seen from here)',
    ],
  ] satisfies [RestartEvidence, string][])('is restarted (%#)', (evidence, words) => {
    const made = planned(evidence);
    expect(made.summary).toBe(
      `restart ovs-vswitchd.service: ovs-vswitchd ${words}; a datapath in userspace forwards nothing until it is back`,
    );
    expect(made.steps.map((step) => openStep(step).words)).toEqual(['systemctl restart ovs-vswitchd.service']);
    expect([made.undo, made.irreversible, made.witness.agrees]).toEqual([[], 'a restart can not be taken back', true]);
  });

  it.each([
    [vswitchd({ answers: [answers] }), 'ovs-vswitchd answers'],
    [vswitchd({ answers: [silent, answers] }), 'ovs-vswitchd answers'],
    [vswitchd({ answers: [silent, nobody] }), 'ovs-vswitchd (483) runs and can not be asked: nobody is behind it'],
    [vswitchd({ answers: [{ is: 'denied', words: 'may not' }] }), 'ovs-vswitchd may not be asked: may not'],
    [vswitchd({ pid: null, answers: [] }), 'ovs-vswitchd has no pid file: somebody has stopped it in an orderly way'],
    [vswitchd({ dumpsCore: true }), 'ovs-vswitchd (483) is writing a core dump, which a restart would cut off'],
    [vswitchd({ traced: true, state: 't' }), 'a debugger is attached to ovs-vswitchd (483)'],
    [
      vswitchd({ state: 'D', waitsIn: 'rtnl_lock' }),
      'ovs-vswitchd (483) waits in the kernel in rtnl_lock (state D): no signal ends it, and so no restart',
    ],
    [
      { ...hung, unit: null, unitTrouble: 'systemctl: no such program' },
      'its service is not known: systemctl: no such program',
    ],
    [of({ load: 'masked' }), 'ovs-vswitchd.service is masked'],
    [of({ file: 'masked-runtime' }), 'ovs-vswitchd.service is masked: somebody does not want it to run'],
    [
      of({ file: 'disabled', active: 'failed' }),
      'ovs-vswitchd.service is disabled and failed: somebody does not want it to run',
    ],
    [
      of({ active: 'activating', sub: 'auto-restart' }),
      'systemd is about to restart ovs-vswitchd.service by itself (Restart=on-failure)',
    ],
    [of({ job: 12, active: 'deactivating' }), 'systemd is at it: job 12 for ovs-vswitchd.service'],
    [of({ active: 'activating', sub: 'start' }), 'systemd is at it: ovs-vswitchd.service is activating (start)'],
    [
      of({ active: 'inactive', sub: 'dead', result: 'signal' }),
      'ovs-vswitchd.service is inactive: somebody has stopped it, or it was never started',
    ],
    [
      of({ active: 'failed', result: 'start-limit-hit', activeFor: null }),
      'ovs-vswitchd.service has used up its start limit: see why it ends, then systemctl reset-failed ovs-vswitchd.service',
    ],
    [
      of({ restarts: 4, activeFor: 3 }),
      'systemd has restarted ovs-vswitchd.service 4 times, 5 starts within 10s are its limit',
    ],
  ] satisfies [RestartEvidence, string][])('is left alone (%#): %s', (evidence, words) => {
    expect(planFor(evidence)).toBe(words);
  });

  it('may be restarted when systemd last had to do it long ago, or has no limit', () => {
    for (const changes of [
      { restarts: 4, activeFor: 11 },
      { restarts: 3, activeFor: 3 },
      { restarts: 40, limitBurst: 0 },
    ]) {
      expect(planFor(of(changes))).toHaveProperty('steps');
    }
  });

  it('has no second witness when its database is silent too', () => {
    const made = planned({
      ...hung,
      database: { answers: false, words: 'no answer in time', current: null, next: null },
    });
    expect(made.witness).toMatchObject({ agrees: false, words: expect.stringContaining('does not answer either') });
  });
});

describe('a restart', () => {
  const judged = (after: RestartEvidence) => {
    const { effect, words } = judge({ target, settings, plan: planned(hung), before: hung, after, seconds: 30 });
    return `${effect}: ${words}`;
  };
  const fresh = { invocation: 'ff77b43c8eb74f12ad43909c3fc18241', activeFor: 30 };

  it.each([
    [well, /^proven: .* has run for 30 s, ovs-vswitchd \(600\) answers and has applied configuration 7$/],
    [hung, /^waiting: .* was not started anew yet \(active, running\)$/],
    [of({ ...fresh, active: 'activating', sub: 'start' }, well), /^waiting: .* is activating \(start\)$/],
    [of({ ...fresh, activeFor: 3 }, well), /^waiting: .* has run for 3 s of 10 s$/],
    [
      { ...well, vswitchd: { ...well.vswitchd, answers: [silent, silent] } },
      /^waiting: ovs-vswitchd does not answer yet/,
    ],
    [{ ...well, vswitchd: { ...well.vswitchd, pid: 483 } }, /^waiting: ovs-vswitchd is still process 483$/],
    [
      { ...well, database: { ...well.database, current: 6 } },
      /^waiting: ovs-vswitchd has applied configuration 6 of 7$/,
    ],
    [{ ...well, unit: null, unitTrouble: 'no answer' }, /^waiting: its service is not known: no answer$/],
    [of({ ...fresh, active: 'failed', result: 'exit-code' }, well), /^worse: .* did not start: exit-code$/],
    [of({ ...fresh, restarts: 2 }, well), /^worse: .* ended again, systemd has restarted it 2 times since$/],
    [
      { ...well, database: { answers: false, words: 'gone', current: null, next: null } },
      /^worse: ovsdb-server does not answer any more: gone$/,
    ],
  ] satisfies [RestartEvidence, RegExp][])('is judged by what runs afterwards (%#)', (after, words) => {
    expect(judged(after)).toMatch(words);
  });

  it('is only made of services that were configured, whatever the labels say', () => {
    const hostile = [
      '../../x',
      '/run/a/../b',
      '/run/$(id)',
      '/run/a b',
      '/run/a\n',
      '/run/\u202Ex',
      `/${'x'.repeat(4_096)}`,
      'x;y',
    ];
    for (const daemon of hostile) expect(action.target(new Map([['daemon', daemon]]))).toHaveProperty('refused');
    for (const program of ['ovsdb-server', 'sshd', '-x', '']) {
      expect(action.target(new Map([['program', program]]))).toHaveProperty('refused');
    }
    expect(action.target(new Map([['collector', 'ovs']]))).toMatchObject({ object: 'ovs-vswitchd' });
    expect(action.target(new Map([['daemon', '/run/ovs2']]))).toMatchObject({ object: 'ovs-vswitchd of /run/ovs2' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const open = () => openStep({ kind: 'unit-restart', args: { unit: `${name}.service`, invocation: '' } });
        if (/^[\w][\w.:@-]*$/.test(name)) expect(open).not.toThrow();
        else expect(open).toThrow();
      }),
    );
    expect(() => restartSettings.parse({ units: [{ unit: 'ovs', watches: 'ovs-vswitchd' }] })).toThrow(
      'ovs-vswitchd.service',
    );
  });
});
