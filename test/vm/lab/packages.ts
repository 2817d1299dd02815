import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './program.ts';

/** A Debian archive that packages are fetched from. Every way to ask it rejects with what apt said. */
export type Archive = {
  /** Fetches packages, and with them what they need and the machine does not have. Gives the files. */
  readonly fetch: (packages: readonly string[], folder: string) => Promise<readonly string[]>;
  /** Fetches the package that another one stands for, such as the newest kernel. Gives the files. */
  readonly fetchBehind: (name: string, folder: string) => Promise<readonly string[]>;
};

const UPDATE_LIMIT_MS = 120_000;
const FETCH_LIMIT_MS = 300_000;
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Opens the archive that this machine installs from, together with its backports. The lists are kept in the folder:
 * the machine's own apt sees nothing of it, and nothing is installed.
 */
export async function openArchive(folder: string): Promise<Archive> {
  const { uri, release } = await debianArchive();
  const signed = existsSync(KEYRING) ? ` [signed-by=${KEYRING}]` : '';
  const suites = [release, `${release}-backports`];
  for (const part of ['lists/partial', 'none']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'sources.list'), suites.map((suite) => `deb${signed} ${uri} ${suite} main\n`).join(''));
  const options = aptOptions(folder, `${release}-backports`);
  const apt = async (name: 'apt-get' | 'apt-cache', args: readonly string[], timeoutMs: number, cwd = folder) => {
    const env = { ...process.env, LC_ALL: 'C' };
    return (await program([name, '--quiet', ...options, ...args], { timeoutMs, cwd, env })).toString('utf8');
  };

  await apt('apt-get', ['update', '--error-on=any'], UPDATE_LIMIT_MS);
  return {
    fetch: async (packages, into) => {
      mkdirSync(join(into, 'partial'), { recursive: true });
      const args = ['install', '--reinstall', '--download-only', '--yes', `--option=Dir::Cache::archives=${into}`];
      await apt('apt-get', [...args, ...packages], FETCH_LIMIT_MS);
      return packagesIn(into);
    },
    fetchBehind: async (name, into) => {
      mkdirSync(into, { recursive: true });
      const about = await apt('apt-cache', ['show', '--no-all-versions', name], UPDATE_LIMIT_MS);
      // "Depends: linux-image-6.12.95+deb12-amd64 (= 6.12.95-1~bpo12+1)"
      const behind = /^Depends: ([^\s,]+)/m.exec(about)?.[1];
      if (behind === undefined) throw new Error(`the package ${name} stands for no other`);
      await apt('apt-get', ['download', behind], FETCH_LIMIT_MS, into);
      return packagesIn(into);
    },
  };
}

/** See apt.conf(5). What the machine's own configuration says of proxies and passwords holds here too. */
function aptOptions(folder: string, release: string): readonly string[] {
  const options = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    `Dir::Etc::sourceparts=${folder}/none`,
    `Dir::Etc::preferences=${folder}/none/preferences`,
    `Dir::Etc::preferencesparts=${folder}/none`,
    `Dir::State::lists=${folder}/lists`,
    'Dir::Cache::pkgcache=',
    'Dir::Cache::srcpkgcache=',
    `APT::Default-Release=${release}`,
    'APT::Sandbox::User=root',
    'APT::Install-Recommends=false',
    // The locks are for those who install.
    'Debug::NoLocking=true',
    'Acquire::Languages=none',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=30',
    'Dpkg::Use-Pty=0',
  ];
  return options.map((option) => `--option=${option}`);
}

function packagesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(folder, name));
}

/** Where this machine's own packages come from. */
async function debianArchive(): Promise<{ readonly uri: string; readonly release: string }> {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (release === undefined) throw new Error('this Debian has no name in /etc/os-release');
  const format = ['--format', '$(REPO_URI) $(RELEASE) $(COMPONENT)', 'Created-By: Packages'];
  const targets = (await program(['apt-get', 'indextargets', ...format], { timeoutMs: 30_000 })).toString('utf8');
  const target = targets.split('\n').find((line) => line.endsWith(` ${release} main`));
  const uri = target?.split(' ')[0];
  if (uri === undefined) throw new Error(`apt has no source for Debian's ${release}`);
  return { uri, release };
}
