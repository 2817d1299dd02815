import type { ActionLabel, Refusal, Target } from '../actions/action.ts';

/** Which bond: of the kernel in a network namespace, or of a daemon of Open vSwitch. */
export type BondName =
  | { readonly source: 'kernel'; readonly netns: string; readonly bond: string }
  | { readonly source: 'ovs'; readonly daemon: string; readonly bond: string };

export const bondLabels: readonly ActionLabel[] = [
  { name: 'bond', help: 'The name of the bond.', required: true },
  {
    name: 'netns',
    help: 'The network namespace of a bond of the kernel, empty for that of the agent.',
    required: false,
  },
  {
    name: 'source',
    help: '`kernel`, or `ovs` for a bond of Open vSwitch. Left out: `ovs` where there is a label daemon or bridge.',
    required: false,
  },
  { name: 'daemon', help: 'The run directory of the ovs-vswitchd, empty for the default one.', required: false },
  { name: 'bridge', help: 'The bridge of a bond of Open vSwitch.', required: false },
];

/** A device's name as the kernel takes it (dev_valid_name in net/core/dev.c), without what no sane name has. */
const DEVICE = /^(?!\.{1,2}$)[A-Za-z0-9_.@+=,#~^-]{1,15}$/;
/** A port of Open vSwitch has any name; people give it such. */
const PORT = /^(?!\.{1,2}$)[A-Za-z0-9_.@+=,#~^-]{1,64}$/;
const NAMESPACE = /^(?!\.{1,2}$)[A-Za-z0-9_.@+=,-]{1,128}$/;
const DIRECTORY = /^(?!.*\/\.{1,2}(?:\/|$))(?:\/[A-Za-z0-9_.@+=,-]{1,64}){1,16}$/;

/** The bond that labels name. */
export function bondNamed(labels: ReadonlyMap<string, string>): BondName | Refusal {
  const label = (name: string) => labels.get(name) ?? '';
  if (label('bond') === '') return { refused: 'the label bond is missing: which bond?' };
  const source = label('source') || (label('daemon') || label('bridge') ? 'ovs' : 'kernel');
  if (source === 'kernel') return kernelBond(label);
  return source === 'ovs' ? ovsBond(label) : { refused: `source is kernel or ovs, not ${shown(source)}` };
}

type Label = (name: string) => string;

function kernelBond(label: Label): BondName | Refusal {
  const [bond, netns] = [label('bond'), label('netns')];
  if (label('daemon') !== '') return { refused: 'a bond of the kernel has no daemon: is source=ovs meant?' };
  if (!DEVICE.test(bond)) return { refused: `${shown(bond)} can not be the name of a bond` };
  if (netns !== '' && !NAMESPACE.test(netns)) return { refused: `${shown(netns)} can not be a network namespace` };
  return { source: 'kernel', netns, bond };
}

function ovsBond(label: Label): BondName | Refusal {
  const [bond, daemon, bridge] = [label('bond'), label('daemon'), label('bridge')];
  if (!PORT.test(bond)) return { refused: `${shown(bond)} can not be the name of a bond` };
  if (daemon !== '' && !DIRECTORY.test(daemon)) return { refused: `${shown(daemon)} can not be a run directory` };
  if (bridge !== '' && !PORT.test(bridge)) return { refused: `${shown(bridge)} can not be a bridge` };
  return { source: 'ovs', daemon, bond };
}

/** `bond0`, `blue:bond0` in a namespace; `ovs/bond0`, `ovs/run/b:bond0`, for no name of a namespace holds a slash. */
export function objectOf(name: BondName): string {
  if (name.source === 'ovs') return `ovs${name.daemon === '' ? '/' : `${name.daemon}:`}${name.bond}`;
  return name.netns === '' ? name.bond : `${name.netns}:${name.bond}`;
}

export function bondTarget(labels: ReadonlyMap<string, string>): Target | Refusal {
  const name = bondNamed(labels);
  if ('refused' in name) return name;
  return { object: objectOf(name), labels: labelsOf(name) };
}

export function labelsOf(name: BondName): ReadonlyMap<string, string> {
  const { source, bond } = name;
  const place = source === 'ovs' ? { daemon: name.daemon } : { netns: name.netns };
  return new Map(Object.entries({ bond, source, ...place }).filter(([, value]) => value !== ''));
}

const SHOWN = 60;

/** What came from outside, so that it can be printed. */
function shown(text: string): string {
  return text.length > SHOWN
    ? `${JSON.stringify(text.slice(0, SHOWN))} … (${text.length} characters)`
    : JSON.stringify(text);
}
