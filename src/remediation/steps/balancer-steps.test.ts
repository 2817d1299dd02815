import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import type { Hands } from '../../host/hands.ts';
import type { Host } from '../../host/host.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { openStep } from './catalogue.ts';

const signal = new AbortController().signal;
const server = {
  socket: '/run/a.sock',
  backend: 'web',
  server: 'one',
  state: 'drain',
  expected: 'ready',
  pid: 7,
  throughMaster: false,
};
const destination = {
  netns: '',
  protocol: 'TCP',
  service: '192.0.2.100:80',
  destination: '192.0.2.1:8080',
  forwarding: 'Masq',
  upper: 100,
  lower: 50,
  weight: 0,
  expected: 3,
};

/** Hands that only note what they are asked for; the real ones are tried on a real HAProxy and a real kernel. */
function noting(answer = '\n') {
  const asked: string[] = [];
  const refuse = () => Promise.reject(new Error('not asked for'));
  const hands: Hands = {
    ...{ write: refuse, putFile: refuse, removeFile: refuse, call: refuse },
    ask: async (socket, command) => {
      asked.push(`${socket}: ${command}`);
      return answer;
    },
    run: async (netns, argv) => {
      asked.push(`${netns}: ${argv.join(' ')}`);
      return '';
    },
  };
  return { hands, asked };
}

function hostThatSays(answer: string): Host {
  return { ...recordedHost(privateDirectory()), ask: async () => answer };
}

const INFO = 'Name: HAProxy\nPid: 7\n\n';
const STATES = '1\n# be_name srv_name srv_op_state srv_admin_state srv_uweight srv_agent_state\nweb one 2 8 1 0\n\n';

describe('a step for a server of HAProxy', () => {
  it('is one command, to a worker through its master where it has no socket', async () => {
    const { hands, asked } = noting();
    await openStep({ kind: 'haproxy-server', args: server }).carryOut(hands, signal);
    await openStep({ kind: 'haproxy-server', args: { ...server, throughMaster: true } }).carryOut(hands, signal);
    expect(asked).toEqual([
      '/run/a.sock: set server web/one state drain',
      '/run/a.sock: @!7 set server web/one state drain',
    ]);
  });

  it('sees what the server is, and when another process answers', async () => {
    const current = async (answer: string) =>
      await openStep({ kind: 'haproxy-server', args: server }).current?.(hostThatSays(answer), signal);
    expect(await current(`${INFO}${STATES}`)).toBe('drain');
    await expect(current(`${INFO.replace('7', '8')}${STATES}`)).rejects.toThrow('process 7 is gone, 8 answers now');
    await expect(current(`${INFO}Can't find backend.\n\n`)).rejects.toThrow(`HAProxy says "Can't find backend."`);
    await expect(current(`${INFO}${STATES.replace(' one ', ' two ')}`)).rejects.toThrow('no server web/one');
    await expect(current('Permission denied\n\n')).rejects.toThrow('it has to have `level admin`');
  });

  it('fails with the words of HAProxy, and says what level it takes', async () => {
    const carryOut = (answer: string) =>
      openStep({ kind: 'haproxy-server', args: server }).carryOut(noting(answer).hands, signal);
    await expect(carryOut('Permission denied\n\n')).rejects.toMatchObject({ kind: 'denied' });
    await expect(carryOut('No such server.\n\n')).rejects.toThrow('HAProxy says "No such server."');
    await expect(carryOut('\n')).resolves.toBeUndefined();
  });

  it('takes no name and no socket that could hold another command', () => {
    fc.assert(
      fc.property(fc.constantFrom('backend', 'server', 'socket'), fc.string({ unit: 'binary' }), (name, text) => {
        const isName = /^[A-Za-z0-9_.:-]+$/.test(text);
        const isSocket = text.length > 0 && text.length < 256 && !/\p{Cc}/u.test(text);
        const open = () => openStep({ kind: 'haproxy-server', args: { ...server, [name]: text } });
        if (name === 'socket' ? isSocket : isName) expect(open).not.toThrow();
        else expect(open).toThrow();
      }),
    );
    for (const state of ['ready; disable frontend x', 'kill', '']) {
      expect(() => openStep({ kind: 'haproxy-server', args: { ...server, state } })).toThrow();
    }
  });
});

describe('a step for a destination of IPVS', () => {
  it('is one program, and sets again all that it would clear', async () => {
    const { hands, asked } = noting();
    await openStep({ kind: 'ipvs-weight', args: destination }).carryOut(hands, signal);
    const mark = { netns: 'blue', protocol: 'FWM', service: '7', destination: '[2001:db8::1]:0', forwarding: 'Route' };
    await openStep({ kind: 'ipvs-weight', args: { ...destination, ...mark } }).carryOut(hands, signal);
    expect(asked).toEqual([
      ': ipvsadm --edit-server --tcp-service 192.0.2.100:80 --real-server 192.0.2.1:8080 --masquerading --weight 0 --u-threshold 100 --l-threshold 50',
      'blue: ipvsadm --edit-server --fwmark-service 7 --ipv6 --real-server [2001:db8::1]:0 --gatewaying --weight 0 --u-threshold 100 --l-threshold 50',
    ]);
  });

  it.each([
    { destination: '192.0.2.1' },
    { destination: '192.0.2.999:80' },
    { destination: '[192.0.2.1]:80' },
    { destination: '-C' },
    { destination: '192.0.2.1:80 -C' },
    { destination: '192.0.2.1:99999' },
    { service: '--clear' },
    { service: '0' },
    { protocol: 'tcp' },
    { forwarding: 'Tunnel' },
    { weight: -1 },
    { weight: 1.5 },
    { weight: 65_536 },
    { netns: '../x' },
    { netns: '-x' },
    { netns: 'a b' },
  ])('takes nothing else: %j', (changes) => {
    expect(() => openStep({ kind: 'ipvs-weight', args: { ...destination, ...changes } })).toThrow();
  });
});
