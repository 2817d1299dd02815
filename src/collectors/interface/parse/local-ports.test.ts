import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import { countGiven, isGiven, parseLocalPorts } from './local-ports.ts';
import { parsePortUse } from './sockets.ts';

const ports = (range: string, reserved: string) => parseLocalPorts(range, 'range', reserved, 'reserved');

describe('local ports', () => {
  it('are those of the range that are not reserved', () => {
    const given = ports('32768\t60999\n', '8080,40000-40009,50000\n');
    expect(countGiven(given)).toBe(28232 - 11);
    expect([32767, 32768, 40000, 40009, 40010, 50000, 60999, 61000].map((port) => isGiven(given, port))).toEqual([
      ...[false, true, false, false, true, false, true, false],
    ]);
  });

  it('are counted once where reserved ranges overlap', () => {
    expect(countGiven(ports('1000 1009', '1000-1004,1003-1005,1009'))).toBe(3);
  });

  it.each([
    ['', 'range:1: expected the first and the last port, found ""'],
    ['5', 'range:1: expected the first and the last port'],
    ['9 5', 'range:1: expected the first and the last port'],
    ['1 70000', 'range:1: expected the first and the last port'],
  ])('are an error when the range is %j', (range, message) => {
    expect(() => ports(range, '')).toThrow(message);
  });
});

describe('the use of local ports', () => {
  const listed = `tcp LISTEN    0      511        0.0.0.0:40000      0.0.0.0:*
tcp ESTAB     0      0        127.0.0.1:60214    127.0.0.1:8080
tcp ESTAB     0      0        127.0.0.1:60206    127.0.0.1:8080
tcp TIME-WAIT 0      0        127.0.0.2:60206    127.0.0.1:8080
tcp ESTAB     0      0            [::1]:60206        [::1]:8080
tcp ESTAB     0      0        127.0.0.1:50001    127.0.0.1:443
udp UNCONN    0      0     0.0.0.0%eth0:40001      0.0.0.0:*
udp ESTAB     0      0   [fe80::1]%eth0:40001    [fe80::2]:53
`;

  it('is how many different ports are held, and the most sockets between one address and one remote end', () => {
    expect(parsePortUse(listed, 'ss', () => true)).toEqual({
      tcp: { used: 4, busiest: 2 },
      udp: { used: 1, busiest: 1 },
    });
  });

  it('leaves out ports that do not count', () => {
    expect(parsePortUse(listed, 'ss', (port) => port > 60000).tcp).toEqual({ used: 2, busiest: 2 });
  });

  it('is none, and known to be none, when there is no socket', () => {
    expect(parsePortUse('', 'ss', () => true)).toEqual({
      tcp: { used: 0, busiest: 0 },
      udp: { used: 0, busiest: 0 },
    });
  });

  it('is an error when a line is no socket, and names the line', () => {
    expect(() => parsePortUse(`${listed}tcp ESTAB 0 0 here there\n`, 'ss', () => true)).toThrow(
      'ss:9: expected protocol',
    );
  });

  it('is understood or a ParseError, whatever is printed', () => {
    const line = fc.constantFrom(
      'tcp ESTAB 0 0 1:2 3:4',
      'udp UNCONN 0 0 1:2 3:*',
      'tcp x',
      '',
      'raw ESTAB 0 0 1:2 3:4',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
        try {
          const { tcp, udp } = parsePortUse(lines.join('\n'), 'ss', () => true);
          expect(tcp.used + udp.used).toBeLessThanOrEqual(lines.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});
