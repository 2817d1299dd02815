import { ParseError } from '../../../core/errors.ts';
import { integer } from '../../../core/text.ts';
import { booleanOf, type FieldsAt, milliseconds, needed } from './field-values.ts';
import { type Entry, type MemberBlock, type Section, sectionsOf, TITLE } from './sections.ts';

/** A bond as `bond/show` prints it (bond_print_details in ofproto/bond.c). Times in milliseconds. */
export type BondText = {
  readonly name: string;
  readonly mode: string;
  readonly updelay: number;
  readonly downdelay: number;
  /** `negotiated`, `configured` (no partner answers) or `off`. */
  readonly lacpStatus: string;
  /** Whether the bond works as active-backup while LACP comes to nothing; not known before 2.5. */
  readonly lacpFallback: boolean | undefined;
  /** The preferred member, `null` when none is; not known before 2.10. */
  readonly primary: string | null | undefined;
  /** The member that carries what is not balanced, `null` when none does. */
  readonly activeMember: string | null;
  readonly members: readonly MemberText[];
};

export type MemberText = {
  readonly name: string;
  /** Whether the bond uses it. */
  readonly enabled: boolean;
  /** Whether its link (and LACP) would let the bond use it. */
  readonly mayEnable: boolean | undefined;
  /** Milliseconds until it is enabled or disabled. */
  readonly waiting: number | undefined;
  /** Bytes that went through it lately, by the hash whose traffic it carries. */
  readonly loads: ReadonlyMap<number, number>;
};

const FILE = 'bond/show';

/** `member eth0: enabled`; `slave eth0: enabled` before 2.15. */
const MEMBER = /^(?:member|slave) (.+): (enabled|disabled)$/;
/** `active member`; `active slave` before 2.15. */
const ACTIVE = /^active (?:member|slave)$/;
/** `updelay expires in 200 ms` */
const WAITING = /^(?:up|down)delay expires in (-?\d+) ms$/;
/** `hash 77`, in front of its load. */
const HASH = /^hash (\d+)$/;
/** `22327 kB load` */
const LOAD = /^(\d+) kB load$/;

/** @throws ParseError when a line that every release prints is missing or says something else */
export function parseBondShow(text: string): readonly BondText[] {
  return sectionsOf(text, FILE, TITLE, MEMBER).map(bondOf);
}

function bondOf({ name, line, fields, members }: Section): BondText {
  const at: FieldsAt = { file: FILE, line, fields };
  const active = members.find(({ remarks }) => remarks.some(({ value }) => ACTIVE.test(value)));
  return {
    name,
    mode: needed(at, 'bond_mode'),
    updelay: milliseconds(at, 'updelay'),
    downdelay: milliseconds(at, 'downdelay'),
    lacpStatus: needed(at, 'lacp_status'),
    lacpFallback: booleanOf(at, 'lacp_fallback_ab'),
    primary: primaryOf(fields.get('active-backup primary')),
    activeMember: active?.heading[0] ?? null,
    members: members.map(memberOf),
  };
}

/** `eth0`, `eth0 (no such member)` or `<none>`. */
function primaryOf(entry: Entry | undefined): string | null | undefined {
  if (entry === undefined) return undefined;
  return entry.value === '<none>' ? null : entry.value.replace(/ \(no such (?:member|slave)\)$/, '');
}

function memberOf({ heading, line, fields, remarks }: MemberBlock): MemberText {
  const [name = '', enabled] = heading;
  return {
    name,
    enabled: enabled === 'enabled',
    mayEnable: booleanOf({ file: FILE, line, fields }, 'may_enable'),
    waiting: waitingOf(remarks),
    loads: loadsOf(fields),
  };
}

function waitingOf(remarks: readonly Entry[]): number | undefined {
  for (const { value, line } of remarks) {
    const [, text] = WAITING.exec(value) ?? [];
    if (text !== undefined) return Math.max(0, integer(text, { file: FILE, line }, 'milliseconds'));
  }
  return undefined;
}

function loadsOf(fields: MemberBlock['fields']): ReadonlyMap<number, number> {
  const loads = new Map<number, number>();
  for (const [key, { value, line }] of fields) {
    const [, hash] = HASH.exec(key) ?? [];
    if (hash === undefined) continue;
    const [, load] = LOAD.exec(value) ?? [];
    if (load === undefined) throw new ParseError(FILE, line, 'a load such as "22327 kB load"', value);
    loads.set(Number(hash), Number(load) * 1024);
  }
  return loads;
}
