import { describe, expect, it } from 'vitest';
import { fromEnv, fromText, messageOf } from '../../test/support/config.ts';

describe('the environment', () => {
  it('sets what the file does not, and wins over it', async () => {
    const config = await fromText('interval: 1s\n', {
      NETSTEWARD_INTERVAL: '2s',
      NETSTEWARD_COLLECTORS__BOND__ENABLED: 'false',
      NETSTEWARD_EVENTS__MAX_COUNT: '500',
    });
    expect(config).toMatchObject({ interval: 2, events: { max_count: 500 } });
    expect(config.collectors.get('bond')?.enabled).toBe(false);
  });

  it('writes lists with commas or as in JSON', async () => {
    const names = async (text: string) => (await fromEnv({ NETSTEWARD_NAMESPACES__INCLUDE: text })).namespaces.include;
    expect(await names('blue, red')).toEqual(['blue', 'red']);
    expect(await names('blue')).toEqual(['blue']);
    expect(await names('["a,b"]')).toEqual(['a,b']);
  });

  it('leaves text as text where text is wanted', async () => {
    const config = await fromEnv({ NETSTEWARD_MQTT__PASSWORD: '12345' });
    expect(config.exporters.get('mqtt')).toEqual({ password: '12345' });
  });

  it('counts an empty variable as not set', async () => {
    expect((await fromEnv({ NETSTEWARD_INTERVAL: '' })).interval).toBe(5);
  });

  it('is checked like the file, and the message names the variable', async () => {
    const env = {
      NETSTEWARD_INTERVAL: 'soon',
      NETSTEWARD_INTERVALL: '5s',
      NETSTEWARD_COLECTORS__BOND__ENABLED: 'true',
      NETSTEWARD_COLLECTORS__BOND__ENABLED: 'no',
      NETSTEWARD_EVENTS__MAX_COUNT: '1',
    };
    const message = await messageOf(fromText('events: { max_age: 1d }\n', env));
    expect(message.split('\n').sort()).toEqual([
      'NETSTEWARD_COLECTORS__BOND__ENABLED: unknown setting, did you mean collectors?',
      'NETSTEWARD_COLLECTORS__BOND__ENABLED: expected true or false, found "no"',
      'NETSTEWARD_EVENTS__MAX_COUNT: expected at least 100, found 1',
      'NETSTEWARD_INTERVAL: expected a duration such as 5s, 1h30m or 0.5 (seconds), found "soon"',
      'NETSTEWARD_INTERVALL: unknown setting, did you mean interval?',
    ]);
  });

  it('may hold what Kubernetes says about a service of the same name', async () => {
    const env = {
      NETSTEWARD_PORT: 'tcp://10.0.0.1:9479',
      NETSTEWARD_SERVICE_HOST: '10.0.0.1',
      NETSTEWARD_PORT_9479_TCP: 'x',
    };
    await expect(fromEnv(env)).resolves.toMatchObject({ interval: 5 });
  });
});
