import { hashSync } from 'bcryptjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBasicAuth } from './basic-auth.ts';
import { createPasswordCheck, type PasswordCheck } from './password-check.ts';

const users = new Map([
  ['alice', hashSync('open sesame', 4)],
  ['bö', hashSync('pass:wörd', 4)],
]);
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

/** Counts the comparisons of a real check. */
function counting() {
  const check = createPasswordCheck();
  onTestFinished(check.close);
  const compared: string[] = [];
  const counted: PasswordCheck = {
    ...check,
    matches: (password, hash) => {
      compared.push(hash);
      return check.matches(password, hash);
    },
  };
  return { auth: createBasicAuth(counted), compared };
}

describe('basic authentication', () => {
  it.each([
    ['the right password', basic('alice:open sesame'), 'granted'],
    ['a password with a colon, in UTF-8', basic('bö:pass:wörd'), 'granted'],
    ['a scheme in small letters', basic('alice:open sesame').replace('Basic', 'basic'), 'granted'],
    ['a wrong password', basic('alice:open'), 'denied'],
    ['an empty password', basic('alice:'), 'denied'],
    ['the password of another', basic('alice:pass:wörd'), 'denied'],
    ['an unknown user', basic('carol:open sesame'), 'denied'],
    ['an inherited name', basic('constructor:open sesame'), 'denied'],
    ['no header', undefined, 'denied'],
    ['another scheme', 'Bearer abc', 'denied'],
    ['no colon', basic('alice'), 'denied'],
    ['no base64', 'Basic ???', 'denied'],
  ])('judges %s', async (_, header, verdict) => {
    expect(await counting().auth.judge(header, users)).toBe(verdict);
  });

  it('compares a right password once, and a wrong one each time', async () => {
    const { auth, compared } = counting();
    for (let round = 0; round < 3; round += 1) {
      expect(await auth.judge(basic('alice:open sesame'), users)).toBe('granted');
      expect(await auth.judge(basic('alice:wrong'), users)).toBe('denied');
    }
    expect(compared).toHaveLength(4);
  });

  it('compares once for requests that come together', async () => {
    const { auth, compared } = counting();
    const verdicts = await Promise.all([1, 2, 3].map(() => auth.judge(basic('alice:open sesame'), users)));
    expect(verdicts).toEqual(['granted', 'granted', 'granted']);
    expect(compared).toHaveLength(1);
  });

  it('does the same work for an unknown user', async () => {
    const { auth, compared } = counting();
    await auth.judge(basic('carol:open sesame'), users);
    expect(compared).toEqual([users.get('alice')]);
  });

  it('forgets a password that has been changed', async () => {
    const { auth } = counting();
    expect(await auth.judge(basic('alice:open sesame'), users)).toBe('granted');
    const changed = new Map([['alice', hashSync('another', 4)]]);
    expect(await auth.judge(basic('alice:open sesame'), changed)).toBe('denied');
    expect(await auth.judge(basic('alice:another'), changed)).toBe('granted');
  });

  it('is busy when very many passwords are waiting, and back when they are through', async () => {
    const { auth } = counting();
    const verdicts = await Promise.all(
      Array.from({ length: 100 }, (_, index) => auth.judge(basic(`alice:${index}`), users)),
    );
    expect(verdicts.filter((verdict) => verdict === 'busy')).toHaveLength(68);
    expect(await auth.judge(basic('alice:open sesame'), users)).toBe('granted');
  });
});

describe('a password check', () => {
  it('knows all current forms of a bcrypt hash', async () => {
    const check = createPasswordCheck();
    onTestFinished(check.close);
    const hash = hashSync('x', 4).slice(4);
    for (const form of ['$2a$', '$2b$', '$2y$']) expect(await check.matches('x', form + hash)).toBe(true);
  });

  it('that is closed leaves nobody waiting', async () => {
    const check = createPasswordCheck();
    const waiting = expect(check.matches('x', hashSync('x', 4))).rejects.toThrow('the server is closing');
    await check.close();
    await waiting;
  });
});
