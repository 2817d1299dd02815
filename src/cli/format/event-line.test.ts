import { expect, it } from 'vitest';
import type { CloudEvent } from '../../core/event.ts';
import { eventLine } from './event-line.ts';

const event: CloudEvent = {
  specversion: '1.0',
  id: 'run-1',
  source: '/hosts/blue/netsteward',
  type: 'netsteward.interface.state-changed',
  subject: 'eth0',
  time: '2026-01-02T03:04:05.678Z',
  datacontenttype: 'application/json',
  severity: 'notice',
  sequence: '0000000000000001',
  bootepoch: 'unknown',
  data: { message: 'eth0: no-carrier\x1b[2J, was up' },
};

it('an event is one line that moves no cursor', () => {
  expect(eventLine(event)).toMatch(
    /^2026-01-0\d \d\d:\d4:05\.678 notice {3}interface\.state-changed eth0: no-carrier\\x1b\[2J, was up$/,
  );
});
