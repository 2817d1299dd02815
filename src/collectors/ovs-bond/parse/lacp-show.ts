import { ParseError } from '../../../core/errors.ts';
import { booleanOf, type FieldsAt, needed, neededNumber } from './field-values.ts';
import { lacpBits } from './lacp-bits.ts';
import { type MemberBlock, type Section, sectionsOf, TITLE } from './sections.ts';

/** LACP on a bond, or on a port with one link, as `lacp/show` prints it (lacp_print_details in lib/lacp.c). */
export type LacpText = {
  readonly name: string;
  /** Whether it speaks first. */
  readonly active: boolean;
  /** Whether some member found a partner. */
  readonly negotiated: boolean;
  readonly systemId: string;
  readonly systemPriority: number;
  /** Operational key of the members in use, `null` when none is. */
  readonly key: number | null;
  /** Whether PDUs are asked for every second (`fast`) or every 30 (`slow`). */
  readonly time: string;
  readonly members: readonly LacpMemberText[];
};

export type LacpMemberText = {
  readonly name: string;
  /** `current` a partner is heard, `expired` it fell silent, `defaulted` none was heard. */
  readonly status: LacpMemberStatus;
  /** Whether it belongs to the links in use. */
  readonly attached: boolean;
  readonly mayEnable: boolean | undefined;
  readonly actor: LacpSide;
  readonly partner: LacpSide;
};

export const lacpMemberStatuses = ['current', 'expired', 'defaulted'] as const;
export type LacpMemberStatus = (typeof lacpMemberStatuses)[number];

/** One end of the link as it stands in the PDUs. A partner that was never heard has zeros. */
export type LacpSide = {
  readonly systemId: string;
  readonly systemPriority: number;
  readonly portId: number;
  readonly portPriority: number;
  readonly key: number;
  /** Eight bits, `lacpBits` lowest first. */
  readonly state: number;
};

export const NO_SYSTEM = '00:00:00:00:00:00';

const FILE = 'lacp/show';
const bitNames: readonly string[] = lacpBits;
/** `member: eth0: current attached`; `slave: eth0: current attached` before 2.15. */
const MEMBER = /^(?:member|slave): (.+): (\w+) (attached|detached)$/;

/** @throws ParseError when a line that every release prints is missing or says something else */
export function parseLacpShow(text: string): readonly LacpText[] {
  return sectionsOf(text, FILE, TITLE, MEMBER).map(lacpOf);
}

function lacpOf({ name, line, fields, members }: Section): LacpText {
  const at: FieldsAt = { file: FILE, line, fields };
  const status = needed(at, 'status').split(' ');
  return {
    name,
    active: status.includes('active'),
    negotiated: status.includes('negotiated'),
    systemId: needed(at, 'sys_id'),
    systemPriority: neededNumber(at, 'sys_priority'),
    key: needed(at, 'aggregation key') === 'none' ? null : neededNumber(at, 'aggregation key'),
    time: needed(at, 'lacp_time'),
    members: members.map(memberOf),
  };
}

function memberOf({ heading, line, fields }: MemberBlock): LacpMemberText {
  const at: FieldsAt = { file: FILE, line, fields };
  const [name = '', word, attached] = heading;
  const status = lacpMemberStatuses.find((one) => one === word);
  if (status === undefined) throw new ParseError(FILE, line, lacpMemberStatuses.join(', '), word);
  return {
    name,
    status,
    attached: attached === 'attached',
    mayEnable: booleanOf(at, 'may_enable'),
    actor: sideOf(at, 'actor'),
    partner: sideOf(at, 'partner'),
  };
}

function sideOf(at: FieldsAt, side: 'actor' | 'partner'): LacpSide {
  return {
    systemId: needed(at, `${side} sys_id`),
    systemPriority: neededNumber(at, `${side} sys_priority`),
    portId: neededNumber(at, `${side} port_id`),
    portPriority: neededNumber(at, `${side} port_priority`),
    key: neededNumber(at, `${side} key`),
    state: stateOf(at, `${side} state`),
  };
}

/** `activity timeout aggregation`; nothing when no bit is set. */
function stateOf(at: FieldsAt, name: string): number {
  const words = needed(at, name)
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.reduce((state, word) => {
    const bit = bitNames.indexOf(word);
    if (bit < 0)
      throw new ParseError(at.file, at.fields.get(name)?.line ?? at.line, `${lacpBits.join(', ')} as "${name}"`, word);
    return state | (1 << bit);
  }, 0);
}
