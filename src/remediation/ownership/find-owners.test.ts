import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recordedHost } from '../../host/recorded-host.ts';
import { findOwners } from './find-owners.ts';

const CASES = fileURLToPath(new URL('fixtures/', import.meta.url));
const cases = readdirSync(CASES, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
const expectedOf = (name: string) =>
  z.record(z.string(), z.array(z.unknown())).parse(JSON.parse(readFileSync(`${CASES}${name}/expected.json`, 'utf8')));

describe('who else sets a setting', () => {
  describe.each(cases)('on the host %s', (name) => {
    it.each(Object.entries(expectedOf(name)))('%s', async (setting, expected) => {
      const host = recordedHost(`${CASES}${name}/host`);
      expect(await findOwners(host, setting, AbortSignal.timeout(10_000))).toEqual(expected);
    });
  });

  it.each([
    'file /etc/sysctl.d/90-netsteward-conntrack.conf',
    'bond blue:bond0 active_slave',
    'sysctl net.netfilter.nf_conntrack_max; reboot',
    '',
  ])('none are known of %j', async (setting) => {
    expect(await findOwners(recordedHost(`${CASES}sysctl-d/host`), setting, AbortSignal.timeout(10_000))).toEqual([]);
  });

  it('is not told when there is no time to look', async () => {
    const host = recordedHost(`${CASES}sysctl-d/host`);
    const late = AbortSignal.abort(new Error('too late'));
    await expect(findOwners(host, 'sysctl net.netfilter.nf_conntrack_max', late)).rejects.toThrow();
  });
});
