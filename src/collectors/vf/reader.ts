import type { Problem } from '../../core/snapshot.ts';
import { type State, type States, sameState, stateKey } from '../../core/state.ts';
import type { Host, LinkNotice } from '../../host/host.ts';
import type { PciDevice } from '../../pci/device.ts';
import type { Collected, Reader } from '../collector.ts';
import { groupsOf } from './places.ts';
import { type Asked, createLinkReader, type LinkReader, type Told } from './read/pf-links.ts';
import { type PfMemory, readPf } from './read-pf.ts';
import type { VfCollectorSettings } from './settings.ts';
import { createSurveyor, type Survey } from './survey.ts';
import { familiesOf } from './tell/points.ts';
import { statesOf } from './tell/states.ts';
import { createWatch } from './watch.ts';

/** Programs answer in milliseconds, unless a driver holds the kernel's lock over all network devices. */
const IP_DEADLINE_MS = 1500;
const OTHERS_DEADLINE_MS = 1000;

export function startVfs(host: Host, settings: VfCollectorSettings): Reader {
  const surveyor = createSurveyor(host, settings);
  const watch = createWatch(host);
  const counting = new Set<string>();
  let pfs: ReadonlyMap<string, PfMemory> = new Map();
  let linkReaders: ReadonlyMap<string, LinkReader> = new Map();
  let states: States = new Map();

  const ask = async (
    survey: Survey,
    concerned: readonly PciDevice[],
    all: boolean,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Told>> => {
    const wanted = concerned.flatMap((device) => candidatesOf(device, survey, pfs.get(device.address)));
    const readers = new Map<string, LinkReader>();
    const told = new Map<string, Told>();
    await Promise.all(
      [...Map.groupBy(wanted, ({ netns }) => netns)].map(async ([netns, some]) => {
        const door = survey.doors.get(netns);
        if (door === undefined) return;
        const reader = linkReaders.get(netns) ?? createLinkReader();
        readers.set(netns, reader);
        const answers = await reader.read(door, some, !all, signal);
        for (const { address, name } of some) {
          const answer = answers.get(name);
          if (answer !== undefined && told.get(address)?.link === undefined) told.set(address, answer);
        }
      }),
    );
    linkReaders = new Map([...linkReaders, ...readers]);
    return told;
  };

  const collect: Reader['collect'] = async ({ signal, changed }) => {
    const poll = changed === undefined;
    const survey = await surveyor.survey(changed, signal);
    if (survey.pfs.length === 0) {
      pfs = new Map();
      states = new Map();
      watch.follow([], survey);
      return nothing(survey.problems);
    }
    const within = (ms: number) => AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    const concerned = poll ? survey.pfs : survey.pfs.filter((pf) => isConcerned(pf, pfs.get(pf.address), changed));
    const told = await ask(survey, concerned, poll, within(IP_DEADLINE_MS));
    const context = { host, survey, counting, poll, patience: () => within(OTHERS_DEADLINE_MS), signal };
    const read = await Promise.all(
      survey.pfs.map((device) => readPf(device, pfs.get(device.address), told.get(device.address), context)),
    );
    // A reading that was given up must not change what the next one is compared with.
    signal.throwIfAborted();
    pfs = new Map(read.map((memory) => [memory.pf.device.address, memory]));
    const all = read.map(({ pf }) => pf);
    const groups = groupsOf(all, survey);
    states = kept(states, statesOf(all, groups));
    watch.follow(all, survey);
    const problems = [...survey.problems, ...read.flatMap(problemsOf)];
    return {
      outcome: problems.length === 0 ? 'ok' : 'partial',
      problems,
      states,
      // What an earlier run of the agent knew and this one could not read yet is not gone.
      mayRemain: problems.length === 0 ? undefined : () => true,
      families: () => familiesOf(all, groups),
    };
  };
  return { collect, watch: watch.watch };
}

type Candidate = Asked & { readonly address: string; readonly netns: string };

/** The network devices that may be a physical function's own: the one that was it before, or all that stand on it. */
function candidatesOf(device: PciDevice, survey: Survey, before: PfMemory | undefined): readonly Candidate[] {
  const { address, sriov } = device;
  if (sriov === undefined || sriov.virtfns.size === 0) return [];
  const there = survey.netdevs.get(address) ?? [];
  const known = before?.pf.netdev;
  const same = there.filter(({ netns, name }) => known?.netns === netns && known.name === name && before?.pf.fresh);
  return (same.length > 0 ? same : there).map((netdev) => ({ ...netdev, address, expected: sriov.virtfns.size }));
}

/** Whether notifications ask for another look at a physical function's settings and those of its virtual ones. */
function isConcerned(device: PciDevice, before: PfMemory | undefined, changed: readonly LinkNotice[]): boolean {
  const earlier = before?.pf;
  if (earlier === undefined || !earlier.fresh || earlier.device.sriov !== device.sriov) return true;
  return changed.some(
    ({ netns, interface: name }) =>
      netns === earlier.netdev?.netns && (name === undefined || name === earlier.netdev.name),
  );
}

function nothing(problems: readonly Problem[]): Collected {
  const outcome = problems.length === 0 ? 'absent' : 'partial';
  return { outcome, problems, states: new Map(), mayRemain: () => problems.length > 0, families: () => [] };
}

function problemsOf({ pf, problems }: PfMemory): readonly Problem[] {
  return [...new Set(problems)].map((message) => ({ subject: pf.device.address, message }));
}

/** The states by key; one that says the same as before is the same object as before. */
function kept(before: States, now: readonly State[]): States {
  return new Map(
    now.map((state) => {
      const key = stateKey(state);
      const earlier = before.get(key);
      return [key, earlier !== undefined && sameState(earlier, state) ? earlier : state];
    }),
  );
}
