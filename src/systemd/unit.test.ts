import { expect, it } from 'vitest';
import { serviceName } from './names.ts';
import { parseUnit } from './unit.ts';

/** As systemd 252 printed it of a real ovs-vswitchd.service. */
const RUNNING = `Restart=on-failure
MainPID=304
Result=success
NRestarts=0
ExecMainPID=304
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=static
ActiveEnterTimestampMonotonic=247730349
Job=
StartLimitIntervalUSec=10s
StartLimitBurst=5
InvocationID=6964dad239e8499ab22fe303d4402a62
`;
/** As it printed of one that is not there. */
const ABSENT = 'NRestarts=0\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nJob=\nInvocationID=\n';

it('what systemd shows of a service is understood by name, in whatever order', () => {
  const unit = parseUnit('systemctl show', RUNNING);
  expect(unit).toEqual({
    load: 'loaded',
    active: 'active',
    sub: 'running',
    file: 'static',
    result: 'success',
    mainPid: 304,
    lastPid: 304,
    restarts: 0,
    restart: 'on-failure',
    invocation: '6964dad239e8499ab22fe303d4402a62',
    job: 0,
    limitBurst: 5,
    limitSeconds: 10,
    activeSince: 247.730349,
  });
  expect(parseUnit('systemctl show', RUNNING.split('\n').toReversed().join('\n'))).toEqual(unit);
  expect(parseUnit('systemctl show', ABSENT)).toMatchObject({ load: 'not-found', active: 'inactive', invocation: '' });
  expect(parseUnit('systemctl show', RUNNING.replace('Job=', 'Job=12')).job).toBe(12);
});

it.each([
  ['0', 0],
  ['10s', 10],
  ['1min 30s', 90],
  ['500ms', 0.5],
  ['1h 5min', 3_900],
  ['infinity', Number.POSITIVE_INFINITY],
])('the limit of starts counts within %s', (text, seconds) => {
  const told = RUNNING.replace('StartLimitIntervalUSec=10s', `StartLimitIntervalUSec=${text}`);
  expect(parseUnit('systemctl show', told).limitSeconds).toBe(seconds);
});

it('what can not be understood says what was expected where', () => {
  expect(() => parseUnit('systemctl show', 'nonsense\n')).toThrow(
    'systemctl show:1: expected a line such as "MainPID=0"',
  );
  expect(() => parseUnit('systemctl show', 'MainPID=1\n')).toThrow('expected a line "LoadState=…"');
  expect(() => parseUnit('systemctl show', RUNNING.replace('MainPID=304', 'MainPID=x'))).toThrow('a number as MainPID');
  expect(() => parseUnit('x', RUNNING.replace('=10s', '=10 parsecs'))).toThrow('expected a time such as "1min 30s"');
});

it.each(['ovs-vswitchd.service', 'ovs-vswitchd@1.service', 'a_b.service'])('%s is the name of a service', (name) => {
  expect(serviceName.test(name)).toBe(true);
});

it.each([
  '',
  'ovs',
  '-H.service',
  '--root=x.service',
  'a b.service',
  'a;b.service',
  'a/../b.service',
  'a.service\n',
  'a.target',
  `${'a'.repeat(300)}.service`,
])('%j is none', (name) => {
  expect(serviceName.test(name)).toBe(false);
});
