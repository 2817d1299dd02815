import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { around, fromText, messageOf, parts } from '../../test/support/config.ts';
import { ConfigError } from '../core/yaml/config-error.ts';
import { parseConfig } from './load-config.ts';

describe('a configuration', () => {
  it('needs no file: everything has a default', async () => {
    const config = await parseConfig(undefined, parts, around());
    expect(config).toMatchObject({
      host: { name: 'blue' },
      state_directory: '/state',
      interval: 5,
      deadline: 3,
      namespaces: { include: ['*'], exclude: [], processes: false },
      events: { max_age: 2_592_000, max_count: 1_000_000, max_size: 268_435_456 },
    });
    expect(config.collectors.get('bond')).toEqual({ enabled: true, interval: 5, deadline: 3, settings: {} });
  });

  it('gives collectors the interval of the agent, their own default, or what is set for them', async () => {
    const intervals = async (text: string) => {
      const { collectors } = await fromText(text);
      return ['bond', 'host'].map((name) => collectors.get(name)?.interval);
    };
    expect(await intervals('')).toEqual([5, 60]);
    expect(await intervals('interval: 1s')).toEqual([1, 60]);
    expect(await intervals('collectors: { bond: { interval: 2 }, host: { interval: 250ms } }')).toEqual([2, 0.25]);
  });

  it('hands collectors and exporters their own settings as written', async () => {
    const config = await fromText('collectors:\n  bond: { enabled: false, grace: 1m }\nmqtt: { keepalive: 5 }\n');
    expect(config.collectors.get('bond')).toMatchObject({ enabled: false, settings: { grace: '1m' } });
    expect(config.exporters.get('mqtt')).toEqual({ keepalive: 5 });
  });

  it('takes a section with nothing in it as not set', async () => {
    await expect(fromText('mqtt:\ncollectors:\n  bond:\n')).resolves.toMatchObject({ interval: 5 });
    expect(await messageOf(fromText('matt:\n'))).toBe('agent.yaml:1:1: matt: unknown setting, did you mean mqtt?');
  });
});

describe('what is wrong with a file', () => {
  it('is told all at once, each with its line and column, in the order of the file', async () => {
    const text = [
      'interval: soon',
      'log: { level: loud }',
      'collectors:',
      '  bnod: {}',
      '  bond:',
      '    names: [eth0, 5]',
      'events: { max_count: 1.5, max_size: 1KiB }',
      'mqtt: { url: nowhere, keepalive: 0 }',
      'host: [1]',
    ].join('\n');
    expect((await messageOf(fromText(text))).split('\n')).toEqual([
      'agent.yaml:1:11: interval: expected a duration such as 5s, 1h30m or 0.5 (seconds), found "soon"',
      'agent.yaml:2:15: log.level: expected one of trace, debug, info, warn, error, silent, found "loud"',
      'agent.yaml:4:3: collectors.bnod: unknown setting, did you mean bond?',
      'agent.yaml:6:19: collectors.bond.names.1: expected text, found 5',
      'agent.yaml:7:22: events.max_count: expected a whole number, found 1.5',
      'agent.yaml:7:37: events.max_size: expected a size between 1MiB and 1024TiB, found "1KiB"',
      'agent.yaml:8:14: mqtt.url: expected a URL, found "nowhere"',
      'agent.yaml:8:34: mqtt.keepalive: expected at least 1, found 0',
      'agent.yaml:9:7: host: expected a section (names and values), found a list',
    ]);
  });

  it.each([
    ['a name given twice', 'interval: 1s\ninterval: 2s\n', 'agent.yaml:2:1: this name is already set above'],
    ['a tab', 'log:\n\tlevel: info\n', 'agent.yaml:2:1: tabs are not allowed as indentation'],
    ['an open quote', 'interval: "5s', 'agent.yaml:1:14: missing closing "quote'],
    [
      'a second document',
      'interval: 1s\n---\ninterval: 2s\n',
      'agent.yaml:2:1: expected one document, found a second one',
    ],
    ['an unknown tag', 'interval: !secs 5', 'agent.yaml:1:11: unresolved tag: !secs'],
    [
      'an alias of nothing',
      'interval: *other',
      'agent.yaml: unresolved alias (the anchor must be set before the alias): other',
    ],
    ['a list', '- interval', 'agent.yaml:1:1: expected a section (names and values), found a list'],
    ['nesting without end', '['.repeat(20_000), 'nested too deeply'],
    [
      'an unlikely name',
      'colour: red',
      'agent.yaml:1:1: colour: unknown setting, expected one of host, state_directory,',
    ],
  ])('names the line of %s', async (_, text, message) => {
    expect(await messageOf(fromText(text))).toContain(message);
  });

  it('says so when aliases multiply', async () => {
    const nine = (name: string) => Array.from({ length: 9 }, () => name).join();
    const bomb = `a: &a [${nine('x')}]\nb: &b [${nine('*a')}]\nc: &c [${nine('*b')}]\nd: [${nine('*c')}]\n`;
    expect(await messageOf(fromText(bomb))).toContain('excessive alias count');
  });

  it('is a secret, which has its place elsewhere and is not shown', async () => {
    const message = await messageOf(fromText('mqtt:\n  password: swordfish\n'));
    expect(message).toBe(
      'agent.yaml:2:13: mqtt.password: a secret does not belong into this file, expected password_file with the name of a file, or the environment variable NETSTEWARD_MQTT__PASSWORD',
    );
  });

  it('is told twenty times at most', async () => {
    const lines = (await messageOf(fromText(Array.from({ length: 50 }, (_, n) => `name${n}: 1`).join('\n')))).split(
      '\n',
    );
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 30 more');
  });

  it('never makes it throw anything but its own error, whatever the text', async () => {
    const word = fc.constantFrom(
      'interval',
      'collectors',
      'bond',
      'mqtt',
      '5s',
      '-',
      ':',
      ' ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
    );
    const more = fc.constantFrom(
      '&a',
      '*a',
      '!x',
      '"',
      "'",
      '|',
      '>',
      '#',
      '?',
      '<<',
      '%',
      '\t',
      '---',
      '~',
      '__proto__',
      ',',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(word, more)).map((words) => words.join('')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        await fromText(text).catch((error: unknown) => expect(error).toBeInstanceOf(ConfigError));
      }),
      { numRuns: 500 },
    );
  });
});
