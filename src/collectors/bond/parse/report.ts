import type { FieldValue } from '../../../core/state.ts';

/** The states of a slave's link in the kernel's words: `going down` and `going back` wait for downdelay and updelay. */
export const miiStatuses = ['up', 'going down', 'down', 'going back'] as const;
export type MiiStatus = (typeof miiStatuses)[number];

/** The states of the machine that watches whether LACP comes to an agreement (IEEE 802.1AX, churn detection). */
export const churnStates = ['none', 'monitoring', 'churned'] as const;
export type ChurnState = (typeof churnStates)[number];

/** Settings by the name of their sysfs attribute, in the kernel's units; `null` is set to nothing, left out is not known. */
export type BondSettings = Readonly<Record<string, FieldValue>>;

/** What `/proc/net/bonding/<bond>` tells. `undefined`: not printed by this kernel, or not for this reader. */
export type BondReport = {
  /** As `mode=` takes it: `active-backup`. */
  readonly mode: string;
  readonly miiStatus: 'up' | 'down';
  /** `null`: none is active. `undefined`: the mode has no active slave. */
  readonly activeSlave: string | null | undefined;
  readonly settings: BondSettings;
  /** Only in mode 802.3ad. */
  readonly lacp: LacpReport | undefined;
  readonly slaves: readonly SlaveReport[];
};

export type LacpReport = {
  readonly systemPriority: number | undefined;
  readonly systemAddress: string | undefined;
  /** `null`: none is active. `undefined`: kept from readers without CAP_NET_ADMIN. */
  readonly aggregator: AggregatorReport | null | undefined;
};

export type AggregatorReport = {
  readonly id: number;
  readonly ports: number | undefined;
  readonly actorKey: number | undefined;
  readonly partnerKey: number | undefined;
  readonly partnerAddress: string | undefined;
};

export type SlaveReport = {
  readonly name: string;
  readonly miiStatus: MiiStatus | undefined;
  /** Megabits per second. */
  readonly speed: number | undefined;
  readonly duplex: 'full' | 'half' | undefined;
  readonly linkFailures: number;
  readonly permanentAddress: string | undefined;
  readonly queueId: number | undefined;
  /** `null`: in no aggregator. `undefined`: the mode has none. */
  readonly aggregatorId: number | null | undefined;
  readonly actor: LacpSide;
  readonly partner: LacpSide;
};

/** One end of the link as LACP sees it. */
export type LacpSide = {
  readonly churnState: ChurnState | undefined;
  readonly churnedCount: number | undefined;
  readonly systemPriority: number | undefined;
  readonly systemAddress: string | undefined;
  readonly key: number | undefined;
  readonly portPriority: number | undefined;
  readonly portNumber: number | undefined;
  readonly portState: number | undefined;
};

/** The address that stands for a partner of which nothing has been heard. */
const NOBODY = '00:00:00:00:00:00';

/** A partner's address; `null` when there is none. */
export function partnerOf(address: string | undefined): string | null | undefined {
  return address === NOBODY ? null : address;
}
