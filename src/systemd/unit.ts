import { ParseError } from '../core/errors.ts';
import { integer } from '../core/text.ts';

/** What systemd says of a service (systemctl(1) `show`; org.freedesktop.systemd1(5)). */
export type Unit = {
  /** `loaded`, `not-found`, `masked`, `bad-setting`, `error`. */
  readonly load: string;
  /** `active`, `inactive`, `failed`, `activating`, `deactivating`, `reloading`, `maintenance`. */
  readonly active: string;
  /** `running`, `exited`, `dead`, `auto-restart` … */
  readonly sub: string;
  /** `enabled`, `disabled`, `static`, `masked` …; empty for a unit without a file. */
  readonly file: string;
  /** Why it ended last: `success`, `exit-code`, `signal`, `core-dump`, `watchdog`, `start-limit-hit`, `timeout` … */
  readonly result: string;
  /** 0 where there is none, or systemd does not know it. */
  readonly mainPid: number;
  /** The main process that ran last, also when it has ended. */
  readonly lastPid: number;
  /** How often systemd has restarted it by itself since a person or a program last did. */
  readonly restarts: number;
  /** Whether systemd restarts it by itself: `no`, `on-failure`, `always` … */
  readonly restart: string;
  /** Another each time that it is started; empty when it never was. */
  readonly invocation: string;
  /** The id of a job that is queued or runs; 0 without one. */
  readonly job: number;
  /** More than so many starts within `limitSeconds` are refused. 0: no limit. */
  readonly limitBurst: number;
  readonly limitSeconds: number;
  /** Seconds since boot at which it last began to be active; 0 if never. */
  readonly activeSince: number;
};

/** The properties that are asked for, in no order. */
export const unitProperties = [
  ...[
    'LoadState',
    'ActiveState',
    'SubState',
    'UnitFileState',
    'Result',
    'MainPID',
    'ExecMainPID',
    'NRestarts',
    'Restart',
  ],
  ...['InvocationID', 'Job', 'StartLimitBurst', 'StartLimitIntervalUSec', 'ActiveEnterTimestampMonotonic'],
] as const;

// NRestarts=0
const LINE = /^([A-Za-z]+)=(.*)$/;

/**
 * Understands what `systemctl show --property=…` prints: one property on a line, in systemd's own order. Properties that a
 * release does not know are left out: NRestarts came with 235, InvocationID with 232.
 * @throws ParseError when what every release prints is missing
 */
export function parseUnit(file: string, text: string): Unit {
  const values = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new ParseError(file, index + 1, 'a line such as "MainPID=0"', line);
    values.set(name, value);
  }
  const place = { file, line: 0 };
  const word = (name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new ParseError(file, 0, `a line "${name}=…"`);
    return value;
  };
  const number = (name: string) => integer(values.get(name) || '0', place, `a number as ${name}`);
  return {
    load: word('LoadState'),
    active: word('ActiveState'),
    sub: word('SubState'),
    file: values.get('UnitFileState') ?? '',
    result: values.get('Result') ?? '',
    mainPid: number('MainPID'),
    lastPid: number('ExecMainPID'),
    restarts: number('NRestarts'),
    restart: values.get('Restart') ?? 'no',
    invocation: values.get('InvocationID') ?? '',
    job: number('Job'),
    limitBurst: number('StartLimitBurst'),
    limitSeconds: timeSpan(values.get('StartLimitIntervalUSec') ?? '0', file),
    activeSince: number('ActiveEnterTimestampMonotonic') / 1_000_000,
  };
}

/** Seconds in each unit as systemd formats time spans (format_timespan in src/basic/time-util.c). */
const UNITS: Readonly<Record<string, number>> = {
  ...{ us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3_600, d: 86_400, w: 604_800, month: 2_629_800, y: 31_557_600 },
};
const PART = /^(\d+(?:\.\d+)?)(us|ms|s|min|h|d|w|month|y)$/;

/** `10s`, `1min 30s`, `0`; `infinity` is Infinity. */
function timeSpan(text: string, file: string): number {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  if (text === '0' || text === '') return 0;
  return text.split(' ').reduce((sum, part) => {
    const [, amount, unit = ''] = PART.exec(part) ?? [];
    if (amount === undefined) throw new ParseError(file, 0, 'a time such as "1min 30s"', text);
    return sum + Number(amount) * (UNITS[unit] ?? Number.NaN);
  }, 0);
}
