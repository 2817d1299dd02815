import { describe, expect, it } from 'vitest';
import { kernelLogRecord } from '../core/kernel-log-record.ts';
import { lastRecordTime } from './kernel-log.ts';

const log = `<6>[    1.291681] tokio (69): drop_caches: 3
<4>[ 5140.900123] nf_conntrack: nf_conntrack: table full, dropping packet
<4>[ 5140.900123]  continued
rubbish
`;

describe('a line of dmesg --raw', () => {
  it('gives time and message', () => {
    expect(kernelLogRecord('<4>[ 5140.900123] nf_conntrack: table full, dropping packet')).toEqual({
      uptime: 5140.900123,
      message: 'nf_conntrack: table full, dropping packet',
    });
  });

  it.each(['', 'rubbish', '<6>no time', '[x] y'])('that is no record gives nothing: %j', (line) => {
    expect(kernelLogRecord(line)).toBeUndefined();
  });

  it('is old when it is not later than the last one of the log', () => {
    expect(lastRecordTime(log)).toBe(5140.900123);
    expect(lastRecordTime('')).toBe(0);
  });
});
