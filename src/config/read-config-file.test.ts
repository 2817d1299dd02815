import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { around, messageOf, parts } from '../../test/support/config.ts';
import { loadConfig } from './load-config.ts';

describe('a configuration file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsteward-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };

  it('is read', async () => {
    expect((await loadConfig(file('good.yaml', 'interval: 7s\n'), parts, around())).interval).toBe(7);
  });

  it.each([
    ['is not there', () => path.join(folder, 'missing.yaml'), 'there is no such file'],
    ['is a directory', () => folder, 'is a directory, expected a file'],
    ['is not text', () => file('binary.yaml', Buffer.from([0xff, 0xfe, 0x00])), 'not text in UTF-8'],
    ['never ends', () => '/dev/zero', 'larger than 1 MiB, which no configuration is'],
  ])('that %s is told by name', async (_, name, message) => {
    expect(await messageOf(loadConfig(name(), parts, around()))).toBe(`${name()}: ${message}`);
  });
});
