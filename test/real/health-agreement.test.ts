import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collector } from '../../src/collectors/health/index.ts';
import { realHost } from '../../src/host/real-host.ts';
import { startLoop } from '../../src/schedule/collector-loop.ts';
import { type BackEnd, backEnd, loopbackAddress, type Mood } from '../support/back-end.ts';
import { startCheckingHaproxy } from '../support/checking-haproxy.ts';
import { eventually } from '../support/eventually.ts';
import { hasProgram } from '../support/programs.ts';

const DELAY_MS = 1_000;
const TIMEOUT_MS = 400;
const RISE = 2;
const FALL = 2;
/** How often the statuses of HAProxy are asked for, and what a busy machine may take beyond that. */
const ASK_MS = 20;
const BUSY_MS = 500;

/** When each server was last found up or down. */
type Finding = { readonly isUp: boolean; readonly at: number };
type Findings = Map<string, Finding>;

function note(findings: Findings, name: string, isUp: boolean | undefined): void {
  if (isUp === undefined || findings.get(name)?.isUp === isUp) return;
  findings.set(name, { isUp, at: performance.now() });
}

/** HAProxy says `UP 1/2` while it counts, and is of the same mind as before then. */
function isUpFor(status: string): boolean | undefined {
  if (status.startsWith('UP')) return true;
  return status.startsWith('DOWN') ? false : undefined;
}

describe('members that HAProxy checks as well', () => {
  const servers = new Map<string, BackEnd>();
  const ours: Findings = new Map();
  const theirs: Findings = new Map();

  /** The same members, knobs and questions for both. */
  const begin = async (names: readonly string[]) => {
    const address = loopbackAddress();
    for (const [index, name] of names.entries()) servers.set(name, await backEnd(address, 8_080 + index));
    const haproxy = await startCheckingHaproxy([
      'mode http',
      `timeout connect ${TIMEOUT_MS}ms`,
      `timeout check ${TIMEOUT_MS}ms`,
      'timeout server 1s',
      'option httpchk',
      'http-check send meth GET uri /health ver HTTP/1.1 hdr Host haproxy',
      'http-check expect status 200',
      `default-server check inter ${DELAY_MS}ms rise ${RISE} fall ${FALL}`,
      ...[...servers].map(([name, { port }]) => `server ${name} ${address}:${port}`),
    ]);
    const host = realHost();
    onTestFinished(host.close);
    const monitor = {
      kind: 'http',
      host: 'ours',
      path: '/health',
      delay: '1s',
      timeout: '400ms',
      rise: RISE,
      fall: FALL,
    };
    const members = [...servers].map(([name, { port }]) => ({ name, address, port }));
    const reader = collector.open(host, { files: [], pools: [{ name: 'checked', monitor, members }] });
    const loop = startLoop(
      'health',
      reader,
      { intervalMs: 1_000, deadlineMs: 10_000 },
      {
        occurred: () => undefined,
        snapshot: ({ states }) => {
          for (const { kind, fields, subject } of states.values()) {
            if (kind !== 'member') continue;
            const isUp = fields.state === 'UNKNOWN' ? undefined : fields.state === 'ACTIVE';
            note(ours, subject.replace('checked/', ''), isUp);
          }
        },
      },
    );
    onTestFinished(loop.stop);
    let asking = true;
    onTestFinished(() => {
      asking = false;
    });
    void (async () => {
      while (asking) {
        for (const [name, status] of await haproxy.statuses()) note(theirs, name, isUpFor(status));
        await delay(ASK_MS);
      }
    })().catch(() => undefined);
    await eventually(() => verdicts(ours)).toEqual(names.map((name) => `${name} up`).sort());
    await eventually(() => verdicts(theirs)).toEqual(names.map((name) => `${name} up`).sort());
  };

  const verdicts = (findings: Findings) =>
    [...findings].map(([name, { isUp }]) => `${name} ${isUp ? 'up' : 'down'}`).sort();

  /** How far apart the two came to their verdicts. */
  const apart = (name: string) => Math.abs((ours.get(name)?.at ?? Number.NaN) - (theirs.get(name)?.at ?? Number.NaN));

  it('get the same verdicts, within one delay of each other', async (context) => {
    if (!hasProgram('haproxy')) context.skip('haproxy is not installed');
    const moods: readonly Mood[] = ['refusing', 'silent', 'resetting', 'wrong status'];
    const names = [...moods.map((mood) => mood.replace(' ', '-')), 'once', 'well'];
    await begin(names);
    // HAProxy counts its delay from the end of a check, so that those that run into their timeout come later each time.
    const bound = (name: string) => DELAY_MS + (name === 'silent' ? FALL * TIMEOUT_MS : 0) + ASK_MS + BUSY_MS;

    servers.get('once')?.failOnce();
    await Promise.all(moods.map((mood) => servers.get(mood.replace(' ', '-'))?.become(mood)));
    const down = names.map((name) => `${name} ${name === 'once' || name === 'well' ? 'up' : 'down'}`).sort();
    await eventually(() => [verdicts(ours), verdicts(theirs)]).toEqual([down, down]);
    const changed = names.filter((name) => ours.get(name)?.isUp === false);
    for (const name of changed) expect(apart(name), `${name}: lost`).toBeLessThan(bound(name));

    await Promise.all(names.map((name) => servers.get(name)?.become('well')));
    const up = names.map((name) => `${name} up`).sort();
    await eventually(() => [verdicts(ours), verdicts(theirs)]).toEqual([up, up]);
    for (const name of changed) expect(apart(name), `${name}: back`).toBeLessThan(bound(name));
  });
});
