import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import {
  parseAddress,
  parseAdminUp,
  parseCarrier,
  parseDuplex,
  parseOperstate,
  parseSpeed,
  parseStpState,
} from './status.ts';

describe('an attribute of a device in sysfs', () => {
  it('says in its flags whether the device is set up', () => {
    expect([parseAdminUp('0x1003\n', 'f'), parseAdminUp('0x1002\n', 'f')]).toEqual([true, false]);
    expect(() => parseAdminUp('up\n', 'flags')).toThrow('flags:1: expected flags in hexadecimal, found "up"');
  });

  it('says its operational state in the words of the kernel, and unknown for words not known here', () => {
    expect(['lowerlayerdown\n', 'up\n', 'napping\n'].map((text) => parseOperstate(text, 'f'))).toEqual([
      ...['lowerlayerdown', 'up', 'unknown'],
    ]);
    expect(() => parseOperstate('\n', 'operstate')).toThrow('operstate:1: expected an operational state');
  });

  it('says whether there is a carrier', () => {
    expect([parseCarrier('1\n', 'f'), parseCarrier('0\n', 'f')]).toEqual([true, false]);
    expect(() => parseCarrier('2\n', 'carrier')).toThrow('carrier:1: expected 0 or 1, found "2\\n"');
  });

  it('holds no address for a device that has none', () => {
    expect([parseAddress('02:00:00:00:00:01\n'), parseAddress('\n')]).toEqual(['02:00:00:00:00:01', undefined]);
  });

  it('numbers the spanning tree states of a bridge port', () => {
    expect(['0', '1', '2', '3', '4'].map((text) => parseStpState(`${text}\n`, 'f'))).toEqual([
      ...['disabled', 'listening', 'learning', 'forwarding', 'blocking'],
    ]);
    expect(() => parseStpState('5\n', 'state')).toThrow('state:1: expected a spanning tree state from 0 to 4');
  });

  it('holds no speed where the driver knows none, however it says so', () => {
    expect(['25000\n', '-1\n', '0\n', '65535\n', '4294967295\n'].map((text) => parseSpeed(text, 'f'))).toEqual([
      ...[25000, undefined, undefined, undefined, undefined],
    ]);
    expect(() => parseSpeed('fast\n', 'speed')).toThrow('speed:1: expected a speed in Mbit/s, found "fast"');
  });

  it('holds a duplex mode, or none that is known', () => {
    expect(['full\n', 'half\n', 'unknown\n'].map(parseDuplex)).toEqual(['full', 'half', undefined]);
  });

  it('is understood or a ParseError, whatever stands in it', () => {
    const parsers = [parseAdminUp, parseOperstate, parseCarrier, parseStpState, parseSpeed];
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...parsers), (text, parse) => {
        try {
          parse(text, 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});
