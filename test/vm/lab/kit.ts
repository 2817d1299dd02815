import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { openArchive } from './packages.ts';
import { program } from './program.ts';
import type { Stages } from './stages.ts';

/** What a guest is made of, unpacked in a folder of the cache. */
export type Kit = {
  readonly folder: string;
  /** Runs QEMU; the arguments follow. */
  readonly qemu: readonly [string, ...string[]];
  /** The libraries that QEMU needs and the machine lacks. */
  readonly libraries: string;
  readonly kernel: string;
  /** The modules that are loaded before the guest has its root, in their order. */
  readonly firstModules: readonly string[];
  readonly busybox: string;
};

const QEMU = ['qemu-system-x86', 'qemu-system-common', 'qemu-system-data', 'seabios'];
/** What the guest needs beside the machine's own programs. */
const TOOLS = ['busybox-static', 'kmod'];
const KERNEL = 'linux-image-amd64';
/** What it takes to see the root of the machine and to talk to QEMU. */
const FIRST_MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_console'];

/** Changes whenever the folder would be made differently. */
const RECIPE = createHash('sha256')
  .update(JSON.stringify([QEMU, TOOLS, KERNEL, FIRST_MODULES, 1]))
  .digest('hex')
  .slice(0, 12);
const UNPACK_LIMIT_MS = 180_000;

/** The cache: `$XDG_CACHE_HOME/netsteward/vm`, in `~/.cache` by default. One machine's checkouts share it. */
function cache(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'netsteward/vm');
}

/** There can be no guest here, for a reason that is none of the project's. */
export class Unavailable extends Error {}

/** Gives the kit, which is fetched and unpacked the first time. Rejects with `Unavailable` where it can't be had. */
export async function openKit(stages: Stages): Promise<Kit> {
  const missing = whatIsMissing();
  if (missing !== undefined) throw new Unavailable(missing);
  const folder = join(cache(), RECIPE);
  if (!(await works(folder))) {
    rmSync(folder, { recursive: true, force: true });
    const making = `${folder}.${randomBytes(4).toString('hex')}`;
    try {
      await makeKit(making, stages);
      // Somebody else may have been faster.
      if (!existsSync(folder)) renameSync(making, folder);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return kitIn(folder);
}

function whatIsMissing(): string | undefined {
  if (process.env.VM_TESTS === 'off') return 'virtual machines are switched off by VM_TESTS=off';
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the lab is made for Linux on x86-64';
  const programs = ['/usr/bin/apt-get', '/usr/bin/dpkg'].filter((file) => !existsSync(file));
  return programs.length === 0 ? undefined : `not Debian: there is no ${programs.join(' and no ')}`;
}

/** Whether QEMU starts: a library that was on the machine when it was unpacked may be gone. */
async function works(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const { qemu, libraries } = kitIn(folder);
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  return program([...qemu, '--version'], { timeoutMs: 10_000, env }).then(
    () => true,
    () => false,
  );
}

async function makeKit(folder: string, stages: Stages): Promise<void> {
  const fetched = join(folder, 'fetched');
  mkdirSync(fetched, { recursive: true });
  const packages = await stages
    .run('fetch', async () => {
      const archive = await openArchive(join(fetched, 'apt'));
      return {
        qemu: await archive.fetch(QEMU, join(fetched, 'qemu')),
        tools: await archive.fetch(TOOLS, join(fetched, 'tools')),
        kernel: await archive.fetchBehind(KERNEL, join(fetched, 'kernel')),
      };
    })
    .catch((error: unknown) => Promise.reject(new Unavailable(`the packages can't be had: ${wordsOf(error)}`)));
  await stages.run('unpack', async () => {
    for (const [name, files] of Object.entries(packages)) await unpack(files, join(folder, name));
    rmSync(fetched, { recursive: true });
    await layOutModules(folder);
  });
}

/** Unpacks packages over each other. */
async function unpack(files: readonly string[], folder: string): Promise<void> {
  for (const file of files) await program(['dpkg', '-x', file, folder], { timeoutMs: UNPACK_LIMIT_MS });
  // As on an installed Debian, whatever a package says: laid over another root, such a folder would hide a link there.
  for (const name of ['bin', 'sbin', 'lib', 'lib64'].filter((one) => existsSync(join(folder, one)))) {
    mergeInto(join(folder, 'usr', name), join(folder, name));
    symlinkSync(`usr/${name}`, join(folder, name));
  }
}

function mergeInto(folder: string, from: string): void {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(folder, entry.name)];
    if (entry.isDirectory() && existsSync(target)) mergeInto(target, source);
    else renameSync(source, target);
  }
  rmdirSync(from);
}

/** Writes the kernel's index of modules, and those that are loaded first plain and numbered in their order. */
async function layOutModules(folder: string): Promise<void> {
  const { version } = kernelIn(folder);
  const env = { ...process.env, LD_LIBRARY_PATH: librariesIn(folder, 'tools') };
  const kernel = join(folder, 'kernel');
  const options = { timeoutMs: UNPACK_LIMIT_MS, env };
  await program([join(folder, 'tools/sbin/depmod'), '-b', kernel, version], options);
  const files = new Set<string>();
  for (const module of FIRST_MODULES) {
    const modprobe = [join(folder, 'tools/sbin/modprobe'), '-d', kernel, '-S', version, '--show-depends', module];
    const shown = await program([modprobe[0] ?? '', ...modprobe.slice(1)], options);
    // "insmod /…/kernel/net/9p/9pnet.ko.xz", or "builtin 9p"
    for (const [, file] of shown.toString('utf8').matchAll(/^insmod (\S+)/gm)) if (file !== undefined) files.add(file);
  }
  const first = join(folder, 'first-modules');
  mkdirSync(first);
  for (const [index, file] of [...files].entries()) {
    const name = `${String(index).padStart(2, '0')}-${basename(file).replace(/\.xz$/, '')}`;
    const text = file.endsWith('.xz') ? await program([busyboxIn(folder), 'xzcat', file], options) : readFileSync(file);
    writeFileSync(join(first, name), text);
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function kitIn(folder: string): Kit {
  const share = join(folder, 'qemu/usr/share');
  const first = join(folder, 'first-modules');
  return {
    folder,
    qemu: [
      join(folder, 'qemu/usr/bin/qemu-system-x86_64'),
      ...['-L', join(share, 'qemu'), '-L', join(share, 'seabios')],
    ],
    libraries: librariesIn(folder, 'qemu'),
    kernel: kernelIn(folder).file,
    firstModules: readdirSync(first)
      .sort()
      .map((name) => join(first, name)),
    busybox: busyboxIn(folder),
  };
}

function kernelIn(folder: string): { readonly file: string; readonly version: string } {
  const boot = join(folder, 'kernel/boot');
  const name = readdirSync(boot).find((entry) => entry.startsWith('vmlinuz-'));
  if (name === undefined) throw new Error(`${boot}: no kernel`);
  return { file: join(boot, name), version: name.slice('vmlinuz-'.length) };
}

const busyboxIn = (folder: string) => join(folder, 'tools/bin/busybox');
const librariesIn = (folder: string, part: string) =>
  ['usr/lib/x86_64-linux-gnu', 'usr/lib'].map((directory) => join(folder, part, directory)).join(':');
