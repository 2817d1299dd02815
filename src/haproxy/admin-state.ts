import { integer } from '../core/text.ts';
import type { Row } from './csv.ts';
import { serverRows } from './servers-state.ts';

/** What somebody has asked a server to be, whatever its checks say of it. */
export type AdminState = {
  /**
   * `ready`, `drain` or `maint` where only commands at the socket (or an agent) have asked for it; with the others that
   * have behind it otherwise: `maint (configuration)`, `drain (tracked server)`.
   */
  readonly words: string;
  /** Whether an agent of the server is asked (`agent-check`), which drains and enables it as well. */
  readonly hasAgent: boolean;
  /** Whether it follows another server (`track`) that was drained or put into maintenance. */
  readonly isInherited: boolean;
  /** Whether it is up: `srv_op_state` 1 (warming up) or 2, and not 3, in which it takes no new sessions. */
  readonly isUp: boolean;
  /** With 0 it gets no new clients. */
  readonly weight: number;
};

/** Bits of `srv_admin_state` (include/haproxy/server-t.h, enum srv_admin; management.txt, "show servers state"). */
const FORCED_MAINT = 0x01;
const INHERITED_MAINT = 0x02;
/** Disabled in the configuration. Stays when a command has enabled it: it counts together with FORCED_MAINT only. */
const CONFIGURED_MAINT = 0x04;
const FORCED_DRAIN = 0x08;
const INHERITED_DRAIN = 0x10;
/** Its name could not be resolved. */
const UNRESOLVED_MAINT = 0x20;
/** SRV_ST_STARTING and SRV_ST_RUNNING. */
const RUNNING = [1, 2];
/** CHK_ST_ENABLED of `srv_agent_state` (include/haproxy/check-t.h). */
const AGENT_ENABLED = 0x04;

/** The administrative states of servers by `backend/server`, as `show servers state` prints them. */
export function parseAdminStates(file: string, text: string): ReadonlyMap<string, AdminState> {
  return new Map([...serverRows(file, text)].map(([key, row]) => [key, adminStateOf(row)]));
}

function adminStateOf(row: Row): AdminState {
  const number = (column: string) => integer(row.cell(column), row, `a number in the column ${column}`);
  const mask = number('srv_admin_state');
  return {
    words: wordsOf(mask),
    hasAgent: (number('srv_agent_state') & AGENT_ENABLED) !== 0,
    isInherited: (mask & (INHERITED_MAINT | INHERITED_DRAIN)) !== 0,
    isUp: RUNNING.includes(number('srv_op_state')),
    weight: number('srv_uweight'),
  };
}

function wordsOf(mask: number): string {
  const has = (bit: number) => (mask & bit) !== 0;
  const asked = [...(has(FORCED_MAINT) ? ['maint'] : []), ...(has(FORCED_DRAIN) ? ['drain'] : [])].join(' and ');
  const others = [
    ...(has(FORCED_MAINT) && has(CONFIGURED_MAINT) ? ['configuration'] : []),
    ...(has(INHERITED_MAINT) || has(INHERITED_DRAIN) ? ['tracked server'] : []),
    ...(has(UNRESOLVED_MAINT) ? ['name not resolved'] : []),
  ];
  const state = asked === '' && others.length > 0 ? inherited(mask) : asked || 'ready';
  return others.length === 0 ? state : `${state} (${others.join(', ')})`;
}

function inherited(mask: number): string {
  return (mask & (INHERITED_MAINT | UNRESOLVED_MAINT)) === 0 ? 'drain' : 'maint';
}
