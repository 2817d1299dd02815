import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { createLogger } from '../../log/create-logger.ts';
import { labelsOf } from '../../promql/labels.ts';
import { followSilences, type SilenceChange } from './live-silences.ts';
import { readMatcher, selectorProblem } from './read-matcher.ts';
import { holding, isInForce, type Silence, selectorOf } from './silence.ts';
import { silenceFolder } from './silence-folder.ts';
import { readSilence, writeSilence } from './silence-text.ts';

const labels = (own: Readonly<Record<string, string>>) => labelsOf(Object.entries(own));
const silence = (matcher: string, more: Partial<Silence> = {}): Silence => ({
  id: '1a2b3c4d',
  matchers: [readMatcher(matcher)],
  createdAt: Date.now(),
  endsAt: Date.now() + 3_600_000,
  reason: 'new cables',
  author: 'alice',
  ...more,
});

describe('a matcher as a person writes it', () => {
  it.each([
    ['bond=bond0', 'bond', '=', 'bond0'],
    [' bond != "bond 0" ', 'bond', '!=', 'bond 0'],
    ['alertname=~Conntrack.*', 'alertname', '=~', 'Conntrack.*'],
    ['a!~"x|y"', 'a', '!~', 'x|y'],
    ['a==b', 'a', '=', '=b'],
    ['a=b=c', 'a', '=', 'b=c'],
    ['a=$(reboot)\n../', 'a', '=', '$(reboot)\n../'],
    ['__proto__=x', '__proto__', '=', 'x'],
  ])('%s is read', (text, name, op, value) => expect(readMatcher(text)).toMatchObject({ name, op, value }));

  it.each(['', 'bond', '=x', '1a=b', 'a~b', 'a=~(', 'a="b', 'a-b=c'])('is never %j', (text) =>
    expect(() => readMatcher(text)).toThrow(SyntaxError),
  );

  it('holds a whole value or none', () => {
    const held = (matcher: string, own: Readonly<Record<string, string>>) =>
      holding([silence(matcher)], labels(own)).length === 1;
    expect(held('a=~b', { a: 'bb' })).toBe(false);
    expect(held('a=~b+', { a: 'bb' })).toBe(true);
    expect(held('a!=b', {})).toBe(true);
    expect(held('a=b', {})).toBe(false);
  });

  it('has to need a value somewhere, or everything would be silenced', () => {
    for (const texts of [[], ['a=~.*'], ['a!=b', 'c=""'], ['a!~b']]) {
      expect(selectorProblem(texts.map(readMatcher))).toMatch(/would hold everything/);
    }
    expect(selectorProblem(['a!=b', 'c=d'].map(readMatcher))).toBeUndefined();
  });
});

describe('a silence as a file', () => {
  it('comes back as it was', () => {
    const written = silence('a=~"x|y"', { reason: 'line\nbreak "quoted"' });
    const read = readSilence(writeSilence(written));
    expect({ ...read, matchers: selectorOf(read) }).toEqual({ ...written, matchers: selectorOf(written) });
  });

  it.each([
    ['', 'it is not JSON'],
    ['{}', 'id: expected'],
    [writeSilence(silence('a=b')).replace('1a2b3c4d', '../etc'), 'id: expected eight hexadecimal digits'],
    [writeSilence(silence('a=b')).replace('"="', '"=="'), 'matchers.0.op: expected one of'],
    [writeSilence(silence('a=b')).replace('new cables', ''), 'reason: expected a text that is not empty'],
    [writeSilence(silence('a=b')).replace('"b"', '""'), 'would hold everything'],
    [writeSilence(silence('a=b', { matchers: [] })), 'expected at least one matcher'],
  ])('%# is refused in words', (text, message) => expect(() => readSilence(text)).toThrow(message));
});

it('many writers at the same time lose nothing and leave nothing behind', async () => {
  const directory = path.join(privateDirectory(), 'silences');
  const { id: _, ...unnamed } = silence('a=b');
  const added = await Promise.all(Array.from({ length: 100 }, () => silenceFolder(directory).add(unnamed)));
  const folder = silenceFolder(directory);
  await Promise.all(added.slice(0, 50).map((one) => folder.replace({ ...one, endsAt: one.createdAt })));
  const { silences, problems } = await folder.read();
  expect(silences).toHaveLength(100);
  expect(silences.filter((one) => isInForce(one, Date.now()))).toHaveLength(50);
  expect(problems.size).toBe(0);
  expect(readdirSync(directory)).toHaveLength(100);
});

it('a folder has no stamp as long as one more change could look the same', async () => {
  const directory = privateDirectory();
  const folder = silenceFolder(directory);
  expect(await folder.stamp()).toBeUndefined();
  utimesSync(directory, 1, 1);
  const old = await folder.stamp();
  expect(old).toBeDefined();
  expect(await folder.stamp()).toBe(old);
  utimesSync(directory, 2, 2);
  expect(await folder.stamp()).not.toBe(old);
});

describe('silences that are followed', () => {
  async function followed(directory: string, told = new Map<string, string>()) {
    const changes: SilenceChange[] = [];
    const logged: string[] = [];
    const live = await followSilences({
      folder: silenceFolder(directory),
      log: createLogger({ level: 'debug', format: 'json', destination: { write: (line) => logged.push(line) } }),
      told,
      note: (id, text) => void (text === undefined ? told.delete(id) : told.set(id, text)),
      changed: (change) => changes.push(change),
    });
    onTestFinished(live.stop);
    live.begin();
    const begun = () => changes.flatMap((change) => change.begun.map(({ id }) => id));
    const ended = () => changes.flatMap((change) => change.ended.map((end) => [end.silence.id, end.isEarly]));
    return { ...live, told, logged, begun, ended };
  }

  it('begin when they are added, and end by themselves or early, each told once', async () => {
    const directory = path.join(privateDirectory(), 'silences');
    const { inForce, begun, ended, told } = await followed(directory);
    const folder = silenceFolder(directory);
    const { id: _, ...unnamed } = silence('a=b');
    const long = await folder.add(unnamed);
    await eventually(begun).toEqual([long.id]);
    const short = await folder.add({ ...unnamed, endsAt: Date.now() + 4_000 });
    await eventually(begun).toEqual([long.id, short.id]);
    await eventually(ended).toEqual([[short.id, false]]);
    await folder.replace({ ...long, endsAt: Date.now() });
    await eventually(() => ended().filter(([id]) => id === long.id)).toEqual([[long.id, true]]);
    expect(inForce()).toEqual([]);
    expect(told.size).toBe(0);
  });

  it('that were told before a restart are not told again, and their end is told afterwards', async () => {
    const directory = path.join(privateDirectory(), 'silences');
    const folder = silenceFolder(directory);
    const { id: _, ...unnamed } = silence('a=b');
    const one = await folder.add(unnamed);
    const first = await followed(directory);
    expect(first.begun()).toEqual([one.id]);
    first.stop();
    const second = await followed(directory, first.told);
    expect(second.begun()).toEqual([]);
    expect(second.inForce()).toHaveLength(1);
    second.stop();
    await folder.remove(one.id);
    const third = await followed(directory, first.told);
    expect(third.ended()).toEqual([[one.id, true]]);
  });

  it('go on beside a file that is none, which is told once', async () => {
    const directory = path.join(privateDirectory(), 'silences');
    mkdirSync(directory);
    writeFileSync(path.join(directory, '00000000.json'), '{');
    writeFileSync(path.join(directory, '.half-written'), '{');
    const { logged, begun } = await followed(directory);
    const { id: _, ...unnamed } = silence('a=b');
    const one = await silenceFolder(directory).add(unnamed);
    await eventually(begun).toEqual([one.id]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('00000000.json: it is not JSON');
  });
});
