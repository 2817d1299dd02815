/**
 * Checks of members: connections and questions that the host sends out again and again to learn whether something answers.
 * They run in a thread of their own behind the door, so that neither a busy collector nor ten thousand members bend the time.
 */

/** Everything that is to be checked. */
export type CheckPlan = {
  readonly targets: readonly CheckTarget[];
  /** How many sockets may be open for checks at a time. */
  readonly descriptors: number;
};

/** One member with its monitor. Times are in milliseconds. */
export type CheckTarget = {
  /** Unique. A target that keeps its key over a new plan and is checked as before keeps its state and counts. */
  readonly key: string;
  /** The pool: its members share one histogram. */
  readonly group: string;
  /** An IPv4 or IPv6 address, or a name, which is resolved again when its time to live is over. */
  readonly address: string;
  /** 0 where the check has none (icmp). */
  readonly port: number;
  readonly place: CheckPlace;
  readonly check: CheckSpec;
  /** From the beginning of one check to that of the next. */
  readonly delay: number;
  /** Of one whole check, from its first packet on. */
  readonly timeout: number;
  /** How many checks in a row have to pass before the member is ACTIVE. */
  readonly rise: number;
  /** How many checks in a row have to fail before it is INACTIVE. */
  readonly fall: number;
};

/** From where a check goes out; what is not there is the kernel's choice. */
export type CheckPlace = {
  readonly source?: string | undefined;
  /** A device to which the socket is bound: an interface or a VRF (SO_BINDTODEVICE, socket(7)). */
  readonly interface?: string | undefined;
  /** A named network namespace (ip-netns(8)). */
  readonly netns?: string | undefined;
};

export type CheckSpec =
  /** `halfOpen`: the connection is reset before the handshake's last packet leaves, where the kernel allows it. */
  | { readonly kind: 'tcp'; readonly halfOpen: boolean }
  | ({ readonly kind: 'tls' } & TlsSpec)
  | {
      readonly kind: 'http';
      readonly tls: TlsSpec | undefined;
      readonly method: string;
      readonly path: string;
      /** The Host header; by default the address. */
      readonly host: string | undefined;
      readonly headers: Readonly<Record<string, string>>;
      /** Status codes that pass, both ends included. */
      readonly statuses: readonly (readonly [from: number, to: number])[];
      /** What the body has to contain, in its first 64 KiB: a text, or a regular expression. */
      readonly body: { readonly contains: string } | { readonly matches: string } | undefined;
      /** How many redirects are followed. */
      readonly redirects: number;
    }
  | {
      readonly kind: 'dns';
      readonly transport: 'udp' | 'tcp';
      readonly name: string;
      /** One of `dnsTypes`, in any case. */
      readonly type: string;
      readonly recursion: boolean;
      /** Response codes that pass: `NOERROR`, `NXDOMAIN`. */
      readonly rcodes: readonly string[];
      /** Answers of which at least one has to be there, as zone files write them; empty: any or none. */
      readonly answers: readonly string[];
    }
  | { readonly kind: 'icmp'; readonly payload: number }
  /** Without an expected answer, only an ICMP error is a failure: silence passes. Payloads are bytes in hexadecimal. */
  | { readonly kind: 'udp'; readonly payload: string; readonly expect: string | undefined }
  | { readonly kind: 'grpc'; readonly service: string; readonly tls: TlsSpec | undefined };

export type TlsSpec = {
  /** The name asked for and that the certificate has to be for; by default the target's name, none for an address. */
  readonly serverName: string | undefined;
  /** Whether chain, name and dates of the certificate decide. */
  readonly verify: boolean;
  /** Path of a file with the certificate authorities, instead of the system's. */
  readonly authority: string | undefined;
  /** Paths of a client's certificate and key. */
  readonly client: { readonly certificate: string; readonly key: string } | undefined;
  /** Fails when the certificate runs out within so many days. */
  readonly minimumDays: number | undefined;
};

/** The types of records that can be asked for. */
export const dnsTypes = [
  ...['A', 'AAAA', 'CAA', 'CNAME', 'DNAME', 'DS', 'HINFO', 'MX', 'NAPTR'],
  ...['NS', 'PTR', 'SOA', 'SRV', 'SSHFP', 'TLSA', 'TXT'],
] as const;
export type DnsType = (typeof dnsTypes)[number];

/** Why a check ended as it did. A closed set: it becomes a label. */
export const checkReasons = [
  'ok',
  'refused',
  'timeout',
  'reset',
  'closed',
  'unreachable',
  'not-resolved',
  'tls-failed',
  'bad-certificate',
  'certificate-expiring',
  'wrong-status',
  'wrong-body',
  'wrong-answer',
  'bad-answer',
  'not-serving',
  /** The place is not there: no such namespace, device or source address. */
  'no-place',
  /** No free descriptor, or none the kernel would give. */
  'no-socket',
  /** A file that the check needs, such as a client's key, is not there or not what it should be. */
  'no-file',
  /** The agent was too busy, or the clock too strange, for a timeout to mean anything. */
  'untrusted',
] as const;
export type CheckReason = (typeof checkReasons)[number];

/** `none`: this check says nothing about the member (`no-place`, `no-socket`, `no-file`, `untrusted`). */
export type CheckVerdict = 'pass' | 'fail' | 'none';

export type CheckResult = {
  /** Milliseconds since 1970 at which the check began. */
  readonly at: number;
  readonly verdict: CheckVerdict;
  readonly reason: CheckReason;
  /** Milliseconds; not there where nothing was measured. */
  readonly duration?: number | undefined;
  /** What was found, for a person: `503 Service Unavailable`. At most 200 characters. */
  readonly detail?: string | undefined;
};

/** Octavia's words. UNKNOWN until first decided, and while checks say nothing. */
export type CheckedState = 'ACTIVE' | 'INACTIVE' | 'UNKNOWN';

/** A target's state became another one. */
export type CheckTransition = {
  readonly key: string;
  readonly at: number;
  readonly from: CheckedState;
  readonly to: CheckedState;
  /** Of the check that decided. */
  readonly reason: CheckReason;
  /** The last checks before and with the one that decided, oldest first; at most 10. */
  readonly last: readonly CheckResult[];
};

export type TargetReport = {
  readonly state: CheckedState;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly last?: CheckResult | undefined;
  readonly checks: number;
  readonly failures: number;
  readonly transitions: number;
  /** Checks in a row that speak against the state. */
  readonly against: number;
  /** The address that was checked last. */
  readonly address?: string | undefined;
  /** Milliseconds since 1970 at which the certificate that was seen last runs out. */
  readonly certificateExpires?: number | undefined;
};

export type GroupReport = {
  /** How many checks took at most so many seconds (`checkBuckets`), not cumulative, with those beyond the last at the end. */
  readonly durations: readonly number[];
  /** Seconds of all of them. */
  readonly sum: number;
  readonly byReason: Readonly<Partial<Record<CheckReason, number>>>;
};

export const checkBuckets: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

export type CheckReport = {
  readonly targets: ReadonlyMap<string, TargetReport>;
  readonly groups: ReadonlyMap<string, GroupReport>;
  readonly checker: {
    readonly openSockets: number;
    /** Checks that waited because the bound on sockets was reached. */
    readonly waited: number;
    /** Periods in which a check could not begin, since the one before still ran or the checker came too late. */
    readonly missed: number;
    /** Checks whose timeout was not believed. */
    readonly untrusted: number;
    /** Milliseconds by which the checker's clock was late at worst since the last report. */
    readonly lateness: number;
  };
};

/** The checks of one plan, until the signal that they were begun with is aborted. */
export type Checks = {
  /** Replaces the plan. */
  readonly replan: (plan: CheckPlan) => void;
  /** Where all targets stand. Rejects with a `HostError` when the checker does not answer or has died. */
  readonly report: (signal: AbortSignal) => Promise<CheckReport>;
};

export type CheckListener = {
  readonly transition: (transition: CheckTransition) => void;
  /** The checker died and begins anew: everything is UNKNOWN until it has been checked again. */
  readonly lost: (error: Error) => void;
};
