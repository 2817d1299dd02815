import { describe, expect, it } from 'vitest';
import { changingHost } from '../../test/support/changing-host.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { HostError } from '../core/errors.ts';
import { pointSet } from '../core/metric.ts';
import type { Host } from '../host/host.ts';
import { ask } from './ask.ts';
import { startSwitchReader } from './switch-reader.ts';

const size = { name: 'netsteward_size', type: 'gauge', help: 'Size.', labels: ['daemon'], source: 'test' } as const;

/** Two switches, `/run/a` and `/run/b`, which answer `size` with a number. */
function switches() {
  const changing = changingHost(privateDirectory());
  const answer = (letter: string, text: string) =>
    changing.write(`calls/run_${letter}_ovs-vswitchd.ctl_size.json`, JSON.stringify(text));
  const silence = (letter: string) => {
    changing.remove(`calls/run_${letter}_ovs-vswitchd.ctl_size.json`);
    changing.write(`calls/run_${letter}_ovs-vswitchd.ctl_size.error`, 'absent nobody listens there any more\n');
  };
  for (const letter of ['a', 'b']) {
    changing.write(`run/${letter}/ovs-vswitchd.pid`, '7\n');
    changing.write(`run/${letter}/ovs-vswitchd.7.ctl`, '');
    answer(letter, letter === 'a' ? '1' : '2');
  }
  const seen: (number | undefined)[] = [];
  let silent = '';
  /** No recording can be silent. */
  const host: Host = {
    ...changing.host,
    call: (socket, method, params, signal) =>
      silent !== '' && socket.startsWith(silent)
        ? new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(new HostError('deadline', socket, 'no answer in time'))),
          )
        : changing.host.call(socket, method, params, signal),
  };
  const reader = startSwitchReader(
    host,
    { run_directories: ['/run/a', '/run/b'] },
    {
      collector: 'sizes',
      read: async (daemon, before: number | undefined, signal) => {
        seen.push(before);
        const { text } = await ask(host, daemon, ['size'], signal);
        return text === '' ? undefined : Number(text);
      },
      states: (reading) => [{ kind: 'size', subject: 'all', fields: { even: reading % 2 === 0 } }],
      problems: (reading) => (reading === 13 ? ['unlucky'] : []),
      families: (readings) => {
        const points = pointSet();
        for (const { daemon, reading } of readings) points.add(size, [daemon.name], reading);
        return points.families();
      },
    },
  );
  const read = async () => {
    const { families, ...collected } = await reader.collect({ signal: AbortSignal.timeout(5000) });
    const sizes = families().flatMap(({ points }) => points.map(({ labels, value }) => `${labels[0]}=${value}`));
    return { ...collected, states: collected.states, sizes };
  };
  return {
    ...changing,
    answer,
    silence,
    read,
    seen,
    hang: (runDirectory: string) => {
      silent = runDirectory;
    },
  };
}

describe('several switches', () => {
  it('are read each for itself, the first without a name', async () => {
    const { read, answer, seen } = switches();
    const first = await read();
    expect(first).toMatchObject({ outcome: 'ok', problems: [], sizes: ['=1', '/run/b=2'] });
    expect([...first.states.keys()]).toEqual(['size/all', 'size//run/b:all']);
    answer('b', '4');
    const second = await read();
    expect(seen).toEqual([undefined, undefined, 1, 2]);
    expect(second.states.get('size//run/b:all')).toBe(first.states.get('size//run/b:all'));
  });

  it('are compared with nothing when another process runs', async () => {
    const { read, write, remove, seen } = switches();
    await read();
    write('run/a/ovs-vswitchd.pid', '8\n');
    write('run/a/ovs-vswitchd.8.ctl', '');
    remove('run/a/ovs-vswitchd.7.ctl');
    await read();
    expect(seen.slice(2)).toEqual([undefined, 2]);
  });

  it('do not hide each other: one that fails keeps its states and has no figures', async () => {
    const { read, answer, silence } = switches();
    const before = await read();
    answer('a', '13');
    silence('b');
    const after = await read();
    expect(after.sizes).toEqual(['=13']);
    expect(after.outcome).toBe('partial');
    expect(after.problems.map(({ subject }) => subject)).toEqual(['sizes', '/run/b']);
    expect(after.states).toEqual(before.states);
  });

  it('do not wait for one that is silent until the whole reading is given up', async () => {
    const { read, hang } = switches();
    hang('/run/b');
    const { outcome, sizes, problems } = await read();
    expect([outcome, sizes]).toEqual(['partial', ['=1']]);
    expect(problems).toMatchObject([{ subject: '/run/b', message: expect.stringContaining('no answer in time') }]);
  });

  it('fail together with the reason of the first', async () => {
    const { read, silence } = switches();
    for (const letter of ['a', 'b']) silence(letter);
    await expect(read()).rejects.toThrow('ovs-vswitchd (process 7) can not be read');
  });

  it('are absent where none has what is looked for, or none is there', async () => {
    const { read, answer, remove } = switches();
    for (const letter of ['a', 'b']) answer(letter, '');
    expect(await read()).toMatchObject({ outcome: 'absent', sizes: [], states: new Map() });
    remove('run');
    expect(await read()).toMatchObject({ outcome: 'absent', problems: [] });
  });
});
