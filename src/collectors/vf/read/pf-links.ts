import { HostError, messageOf } from '../../../core/errors.ts';
import type { Argv, Host } from '../../../host/host.ts';
import type { PfLink, VfInfo } from '../model.ts';
import { type PfLinks, parsePfLinks } from '../parse/links.ts';

/** A physical function to ask about: its network device, and how many virtual functions should be told of. */
export type Asked = { readonly name: string; readonly expected: number };

/** What was told of one physical function. */
export type Told = {
  /** `undefined` when there is no such network device, or it lists no virtual functions. */
  readonly link: PfLink | undefined;
  readonly problems: readonly string[];
  /** Nothing could be asked. */
  readonly failure?: unknown;
};

/** Above so many network devices for each physical function, asking for each of these alone costs less. */
const MANY = 250;

const ALL: Argv = ['ip', '-j', '-s', '-d', 'link', 'show'];

/** Asks about the physical functions of one namespace. */
export type LinkReader = {
  /**
   * @param some ask only about these, although there are others
   * @returns by name; never rejects
   */
  readonly read: (
    door: Host,
    asked: readonly Asked[],
    some: boolean,
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, Told>>;
};

export function createLinkReader(): LinkReader {
  let size = 0;

  const readAll = async (door: Host, asked: readonly Asked[], signal: AbortSignal) => {
    const answer = await ask(door, ALL, asked, signal);
    size = answer.links?.size ?? size;
    return new Map(asked.map(({ name }): [string, Told] => [name, toldOf(answer, name)]));
  };

  return {
    read: async (door, asked, some, signal) => {
      const each = some || size > MANY * asked.length;
      const told = each ? await readEach(door, asked, signal) : await readAll(door, asked, signal);
      return new Map(
        await Promise.all(
          asked.map(async (one): Promise<[string, Told]> => {
            const answer = told.get(one.name) ?? { link: undefined, problems: [] };
            return [one.name, await completed(door, one, answer, signal)];
          }),
        ),
      );
    },
  };
}

type Answer = { readonly links?: PfLinks; readonly failure?: unknown };

async function readEach(door: Host, asked: readonly Asked[], signal: AbortSignal): Promise<ReadonlyMap<string, Told>> {
  const told = asked.map(async (one): Promise<[string, Told]> => {
    return [one.name, toldOf(await ask(door, [...ALL, 'dev', one.name], [one], signal), one.name)];
  });
  return new Map(await Promise.all(told));
}

async function ask(door: Host, argv: Argv, asked: readonly Asked[], signal: AbortSignal): Promise<Answer> {
  try {
    const text = await door.run(argv, signal);
    return { links: parsePfLinks(text, argv.join(' '), new Set(asked.map(({ name }) => name))) };
  } catch (failure) {
    return isGone(failure) ? {} : { failure };
  }
}

// exit code 1, Device "eth0" does not exist.
const GONE = /does not exist|Cannot find device/;

function isGone(error: unknown): boolean {
  return error instanceof HostError && error.kind === 'refused' && GONE.test(error.message);
}

function toldOf({ links, failure }: Answer, name: string): Told {
  if (links === undefined) return failure === undefined ? NOTHING : { ...NOTHING, failure };
  const problems = links.problems.filter((problem) => problem.name === name).map(({ error }) => messageOf(error));
  return { link: links.links.get(name), problems };
}

const NOTHING: Told = { link: undefined, problems: [] };

/**
 * The kernel's list of virtual functions can't be longer than 64 kB: with statistics, 221 of them at 296 bytes each; of
 * a longer one all but the beginning is lost. Without statistics, which kernels leave out since 6.4, there is room for more.
 */
async function completed(door: Host, { name, expected }: Asked, told: Told, signal: AbortSignal): Promise<Told> {
  const { link } = told;
  if (link === undefined || link.vfs.size + told.problems.length >= expected) return told;
  const argv: Argv = ['ip', '-j', '-d', 'link', 'show', 'dev', name];
  const { links } = await ask(door, argv, [{ name, expected }], signal);
  const vfs = new Map<number, VfInfo>(links?.links.get(name)?.vfs);
  for (const [number, info] of link.vfs) vfs.set(number, info);
  return { ...told, link: { ...link, vfs } };
}
