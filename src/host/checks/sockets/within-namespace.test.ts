import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { networkNamespace, noNamespaces } from '../../../../test/support/network-namespace.ts';
import { type Libc, loadLibc } from './libc.ts';
import { createNamespaces } from './within-namespace.ts';

const stuck = (error: Error): never => {
  throw error;
};

function namespaces(setns: Libc['setns'] = loadLibc().setns) {
  const made = createNamespaces({ ...loadLibc(), setns }, stuck);
  onTestFinished(made.close);
  return made;
}

describe('another network namespace', () => {
  it('is left also when what was to be done there fails', (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const name = networkNamespace();
    const { within } = namespaces();
    const devices = () => existsSync('/proc/thread-self/net/dev');
    expect(within(name, devices)).toBe(true);
    const entered: number[] = [];
    const counting = namespaces((fd, type) => {
      entered.push(fd);
      return loadLibc().setns(fd, type);
    });
    const failing = () => {
      throw new Error('in there');
    };
    expect(() => counting.within(name, failing)).toThrow('in there');
    expect(entered).toHaveLength(2);
  });

  it('is the end of the thread when it can not be left', (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const name = networkNamespace();
    // What can't be had: a kernel that does not let this thread back. It is never really away here.
    const answers = [0, -1];
    const { within } = namespaces(() => answers.shift() ?? -1);
    expect(() => within(name, () => 'done')).toThrow(`no way back from network namespace ${name}`);
  });

  it.each(['', '.', '..', 'a/b', '../x'])('has no name like %j', (name) => {
    expect(() => namespaces().within(name, () => 'done')).toThrow('is no name of a network namespace');
  });

  it('says why it can not be entered', () => {
    expect(() => namespaces().within('nst-none', () => 'done')).toThrow(/^no network namespace nst-none$/);
  });
});
