import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../test/support/certificates.ts';
import { type FleetLockOptions, fleetLockServer } from '../../../test/support/fleet-lock-server.ts';
import { nastyServer } from '../../../test/support/nasty-server.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { fleetLock } from './fleet-lock.ts';
import { fleetSettings } from './settings.ts';

function lockAt(url: string, settings: object = {}, hostName = 'host1') {
  const lock = fleetLock(fleetSettings.parse({ url, ...settings }), { hostName, version: '1.2.3' });
  if (lock === undefined) throw new Error(`${url} is no URL`);
  return lock;
}

const soon = () => AbortSignal.timeout(10_000);

describe('a lease', () => {
  it('is granted to so many hosts as there are leases, and to others when it was given back', async () => {
    const { url, holders, asked } = await fleetLockServer();
    const [one, two] = [lockAt(url), lockAt(url, { id: 'rack 7/2' })];
    expect(await one.acquire(soon())).toEqual({ granted: true });
    expect(holders()).toEqual(['default/host1']);
    expect(await two.acquire(soon())).toEqual({
      refused: `${url} gives rack 7/2 no lease of group default: semaphore currently full, all slots are locked already (failed_lock_semaphore_full)`,
    });
    await one.release(soon());
    expect(await two.acquire(soon())).toEqual({ granted: true });
    expect(holders()).toEqual(['default/rack 7/2']);
    expect(asked).toEqual(['pre-reboot', 'pre-reboot', 'steady-state', 'pre-reboot'].map((page) => `/base/v1/${page}`));
  });

  it('is one of its group', async () => {
    const { url, holders } = await fleetLockServer();
    await lockAt(url).acquire(soon());
    expect(await lockAt(url, { group: 'rack-2.b' }, 'host2').acquire(soon())).toEqual({ granted: true });
    expect(holders()).toEqual(['default/host1', 'rack-2.b/host2']);
  });

  it('may be given back as often as one likes, also by a run that never asked for it', async () => {
    const { url, holders } = await fleetLockServer();
    const before = lockAt(url);
    await before.acquire(soon());
    const after = lockAt(url);
    await after.release(soon());
    await after.release(soon());
    expect(holders()).toEqual([]);
  });

  it('for several things at once is given back with the last of them', async () => {
    const { url, holders } = await fleetLockServer();
    const lock = lockAt(url);
    await lock.acquire(soon());
    await lock.acquire(soon());
    await lock.release(soon());
    expect(holders()).toEqual(['default/host1']);
    await lock.release(soon());
    expect(holders()).toEqual([]);
  });

  it('is not asked for while another is being given back, or it would be given back with it', async () => {
    let [open, most] = [0, 0];
    const { url } = await fleetLockServer({
      instead: (_, response) => {
        open += 1;
        most = Math.max(most, open);
        setTimeout(() => {
          open -= 1;
          response.writeHead(200).end();
        }, 30);
        return true;
      },
    });
    const lock = lockAt(url);
    await lock.acquire(soon());
    await Promise.all([lock.release(soon()), lock.acquire(soon()), lock.release(soon())]);
    expect(most).toBe(1);
  });

  it('that could not be given back is told to be so, and can be given back later', async () => {
    let isBroken = false;
    const { url, holders } = await fleetLockServer({
      instead: (_, response) => {
        if (isBroken) response.writeHead(503).end();
        return isBroken;
      },
    });
    const lock = lockAt(url);
    await lock.acquire(soon());
    isBroken = true;
    await expect(lock.release(soon())).rejects.toThrow(
      `${url} does not take the lease of host1 back: it answered with status 503`,
    );
    isBroken = false;
    await lock.release(soon());
    expect(holders()).toEqual([]);
  });
});

it('no server is asked where none is named', () => {
  expect(fleetLock(fleetSettings.parse({}), { hostName: 'host1', version: '1' })).toBeUndefined();
});

describe('a server that does not say yes', () => {
  const instead = (act: (request: IncomingMessage, response: ServerResponse) => unknown): FleetLockOptions => ({
    instead: (...both) => {
      act(...both);
      return true;
    },
  });
  const json = { 'Content-Type': 'application/json' };

  it.each<[string, FleetLockOptions, RegExp]>([
    ['sends elsewhere', instead((_, response) => response.writeHead(307, { Location: '/' }).end()), /status 307/],
    ['has done something else', instead((_, response) => response.writeHead(204).end()), /status 204/],
    ['is a proxy that waits no longer', instead((_, response) => response.writeHead(504).end('<html>')), /status 504/],
    [
      'shows a login page',
      instead((_, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('Hello')),
      /status 200 and a web page/,
    ],
    [
      'says yes and no',
      instead((_, response) => response.writeHead(200, json).end('{"kind":"full","value":"\\u001b[31mno room"}')),
      /status 200 and an error \(\\x1b\[31mno room \(full\)\)/,
    ],
    [
      'cuts its answer',
      instead((_, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('yes');
        setTimeout(() => response.destroy(), 20);
      }),
      /aborted/,
    ],
    ['dies in the middle', instead((request) => request.socket.destroy()), /socket hang up/],
    [
      'answers without end',
      instead((_, response) => {
        response.writeHead(200).write('x'.repeat(100_000));
      }),
      /too long/,
    ],
    ['says nothing', instead(() => undefined), /no answer within 0\.3 s/],
    [
      'stops in the middle',
      instead((_, response) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('yes');
      }),
      /no answer within 0\.3 s/,
    ],
  ])('and %s leaves it in doubt, and gives no lease', async (_, options, words) => {
    const { url } = await fleetLockServer(options);
    const lock = lockAt(url, { timeout: '300ms' });
    expect(await lock.acquire(soon())).toEqual({ refused: expect.stringMatching(words), doubtful: true });
    await expect(lock.release(soon())).rejects.toThrow(words);
  });

  it('but answers slowly is waited for', async () => {
    const { url } = await fleetLockServer(
      instead((_, response) => {
        response.writeHead(200).write(' ');
        setTimeout(() => response.end(), 300);
      }),
    );
    expect(await lockAt(url).acquire(soon())).toEqual({ granted: true });
  });

  it('and speaks no HTTP gives no lease', async () => {
    const { port } = await nastyServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await lockAt(`http://127.0.0.1:${port}`).acquire(soon())).toEqual({
      refused: expect.stringContaining('Parse Error'),
      doubtful: true,
    });
  });

  it('and is not there has granted nothing for sure', async () => {
    const { url, die } = await fleetLockServer();
    die();
    expect(await lockAt(url).acquire(soon())).toEqual({ refused: expect.stringContaining('ECONNREFUSED') });
  });

  it('is waited for no longer than the caller wants', async () => {
    const { url, asked } = await fleetLockServer(instead(() => undefined));
    const ending = new AbortController();
    const asking = lockAt(url).acquire(ending.signal);
    setTimeout(() => ending.abort(), 50);
    expect(await asking).toEqual({
      refused: expect.stringContaining('it was not waited for any longer'),
      doubtful: true,
    });
    await expect(lockAt(url).release(ending.signal)).rejects.toThrow('it was not waited for any longer');
    expect(asked).toEqual([]);
  });
});

describe('who asks', () => {
  it('says so with a password or a token, read anew each time', async () => {
    const folder = privateDirectory();
    const [password, token] = [path.join(folder, 'password'), path.join(folder, 'token')];
    writeFileSync(password, 'hunter2\n');
    const { url, authorization } = await fleetLockServer();
    await lockAt(url, { username: 'agent', password_file: password }).acquire(soon());
    expect(authorization()).toBe(`Basic ${Buffer.from('agent:hunter2').toString('base64')}`);
    const lock = lockAt(url, { token_file: token });
    expect(await lock.acquire(soon())).toMatchObject({
      refused: expect.stringContaining(`${token}: it can not be read`),
    });
    writeFileSync(token, 'first\n');
    await lock.acquire(soon());
    expect(authorization()).toBe('Bearer first');
    writeFileSync(token, 'second\n');
    await lock.acquire(soon());
    expect(authorization()).toBe('Bearer second');
  });

  it('trusts a server by its certificate', async () => {
    const folder = privateDirectory();
    const certificate = makeCertificate(folder, 'fleet', 'IP:127.0.0.1');
    const other = makeCertificate(folder, 'other', 'IP:127.0.0.1');
    const { url, holders } = await fleetLockServer({ certificate });
    const asking = (tls: object) => lockAt(url, { tls }).acquire(soon());
    expect(await asking({})).toMatchObject({ refused: expect.stringMatching(/self[- ]signed/) });
    expect(await asking({ ca_file: other.certFile })).toMatchObject({
      refused: expect.stringMatching(/self[- ]signed/),
    });
    expect(await asking({ ca_file: certificate.certFile, server_name: 'fleet.example' })).toMatchObject({
      refused: expect.stringContaining('does not match'),
    });
    expect(holders()).toEqual([]);
    expect(await asking({ ca_file: certificate.certFile })).toEqual({ granted: true });
  });
});

it.each<[object, string]>([
  [{ url: 'ftp://fleet' }, 'expected https://host/base'],
  [{ url: 'https://user:secret@fleet' }, 'without user and password'],
  [{ group: 'a/b' }, 'expected letters, digits, dots and dashes'],
  [{ id: '' }, 'id'],
  [{ password_file: '/p' }, 'expected a user name beside the password'],
  [{ username: 'a', token_file: '/t' }, 'expected either a user name or a token'],
  [{ url: 'http://fleet', tls: { ca_file: '/c' } }, 'https:// speaks TLS'],
  [{ tls: { cert_file: '/c' } }, 'expected the key of cert_file'],
])('settings that make no sense are refused: %j', (settings, words) => {
  const issues = JSON.stringify(fleetSettings.safeParse(settings).error?.issues);
  expect(issues).toContain(words);
  expect(issues).not.toContain('secret');
});
