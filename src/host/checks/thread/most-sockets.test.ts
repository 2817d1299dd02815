import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mostSockets } from './most-sockets.ts';

const limits = (soft: string) => `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max open files            ${soft.padEnd(20)} 524288               files
`;

describe('the limit on open files', () => {
  it('leaves to checks what nothing else has or needs', () => {
    const open = readdirSync('/proc/self/fd').length;
    expect(Math.abs(mostSockets(limits('1024')) - (1024 - 64 - open))).toBeLessThanOrEqual(3);
    expect(mostSockets(limits('unlimited'))).toBe(Number.POSITIVE_INFINITY);
    expect(mostSockets(readFileSync('/proc/self/limits', 'utf8'))).toBeGreaterThan(100);
  });

  it('leaves one at least', () => {
    expect(mostSockets(limits('10'))).toBe(1);
  });

  it('has to be there', () => {
    expect(() => mostSockets('Limit\n')).toThrow('/proc/self/limits: expected a limit on open files');
  });
});
