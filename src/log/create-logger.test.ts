import { describe, expect, it } from 'vitest';
import { StoreError } from '../store/store-error.ts';
import { createLogger, type LogOptions } from './create-logger.ts';

/** A log and what it wrote. */
function logTo(isTTY: boolean, format: LogOptions['format'], level: LogOptions['level'] = 'info') {
  const written: string[] = [];
  const log = createLogger({ level, format, destination: { isTTY, write: (text) => written.push(text) } });
  return { log, text: () => written.join('') };
}

const event = {
  type: 'netsteward.bond.active-slave-changed',
  subject: 'bond0',
  severity: 'warning',
  time: '2026-01-02T03:04:05.678Z',
};

describe('the log as JSON', () => {
  it('has level, time, message and fields, and nothing of the process', () => {
    const { log, text } = logTo(false, 'auto');
    log.warn({ collectors: 4 }, 'ready');
    expect(JSON.parse(text())).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      collectors: 4,
      msg: 'ready',
    });
  });

  it('is what a program gets, and a terminal only when told so', () => {
    for (const [isTTY, format] of [
      [false, 'auto'],
      [true, 'json'],
    ] as const) {
      const { log, text } = logTo(isTTY, format);
      log.info('x');
      expect(text()).toMatch(/^{.*}\n$/);
    }
  });

  it('leaves out what is below its level', () => {
    const { log, text } = logTo(false, 'json', 'warn');
    log.info('x');
    expect(text()).toBe('');
  });
});

describe('the log for a person', () => {
  it('shows an event as one line with time, severity, type, subject and message', () => {
    const { log, text } = logTo(false, 'pretty');
    log.warn({ event }, 'active slave of bond0 is eth1, was eth0');
    expect(text()).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d4:05\.678 warning {2}bond\.active-slave-changed bond0: active slave of bond0 is eth1, was eth0\n$/,
    );
  });

  it('shows other lines with their fields', () => {
    const { log, text } = logTo(false, 'pretty');
    log.info({ collectors: 4, names: ['bond'], mode: 'a b' }, 'ready');
    expect(text()).toMatch(/^[-\d]+ [\d:.]+ info {5}ready collectors=4 names=\["bond"\] mode=a b\n$/);
  });

  it('is coloured on a terminal, and nowhere else', () => {
    const terminal = logTo(true, 'auto');
    terminal.log.warn({ event }, 'x');
    expect(terminal.text()).toContain('\x1b[33mwarning');
    const file = logTo(false, 'pretty');
    file.log.warn({ event }, 'x');
    expect(file.text()).not.toContain('\x1b');
  });

  it('stays one line and moves no cursor whatever a device is called', () => {
    const { log, text } = logTo(false, 'pretty');
    log.warn({ event: { ...event, subject: 'eth0\x1b[2J\n' }, name: '\r' }, 'a\nb\x07');
    expect(text()).toMatch(/ eth0\\x1b\[2J\\x0a: a\\x0ab\\x07\n$/);
    expect(text().split('\n')).toHaveLength(2);
  });

  it('shows the stack of an unexpected error, and only the message of one of ours', () => {
    const unexpected = logTo(false, 'pretty');
    unexpected.log.error({ err: new TypeError('x is not a function') }, 'a listener failed');
    expect(unexpected.text()).toMatch(/error {4}a listener failed: x is not a function\n {4}at /);
    const ours = logTo(false, 'pretty');
    ours.log.error({ err: new StoreError('/f', 'the disk is full') }, 'not written: /f: the disk is full');
    expect(ours.text()).toMatch(/error {4}not written: \/f: the disk is full\n$/);
  });

  it('shows a line that is no JSON as it is', async () => {
    const { prettyLine } = await import('./pretty-line.ts');
    expect(prettyLine('what is this\n', false)).toBe('what is this\n');
    expect(prettyLine('{"level":3}\n', false)).toBe('{"level":3}\n');
  });
});

it('no line shows the value of a secret', () => {
  for (const format of ['json', 'pretty'] as const) {
    const { log, text } = logTo(false, format);
    log.error({ password: 'hunter2', mqtt: { password: 'hunter2', token: 'hunter2' } }, 'x');
    log.error({ authorization: 'Basic hunter2', headers: { authorization: 'hunter2', cookie: 'hunter2' } }, 'x');
    expect(text()).not.toContain('hunter2');
    expect(text()).toContain('[secret]');
  }
});
