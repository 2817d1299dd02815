import { z } from 'zod';

const count = z.number();

/** What our own checks say of the member. */
const own = z.object({
  /** `pool/member`. */
  member: z.string(),
  /** ACTIVE, INACTIVE or UNKNOWN. */
  state: z.string(),
  flapping: z.boolean(),
  /** How the checks ended on which the verdict rests, oldest first: `refused`, `timeout`, `ok`. */
  results: z.array(z.string()),
  /** How the last one ended. */
  last: z.string().nullable(),
  /** For how many seconds the verdict has stood. */
  stands: z.number().nullable(),
  /** Members of its pool that are enabled, and those of them that are healthy; not known while the pool is not decided. */
  pool: z.object({ enabled: count, healthy: count }).nullable(),
});

/** The backend or service that it is a member of. */
const group = z.object({
  name: z.string(),
  /** Without backups. */
  members: count,
  /** Those that get new clients now. */
  usable: count,
});

const haproxy = z.object({
  balancer: z.literal('haproxy'),
  socket: z.string(),
  pid: z.number(),
  throughMaster: z.boolean(),
  backend: z.string(),
  server: z.string(),
  /** `ready`, `drain`, `maint`, or with who else asked for it. */
  admin: z.string(),
  hasAgent: z.boolean(),
  /** As `show stat` writes it: `UP`, `UP 1/3`, `DRAIN`, `no check`. */
  status: z.string(),
  /** How HAProxy's own check ended; null where it does not check. */
  check: z.string().nullable(),
  /** Servers of this process that have followed others into drain or maintenance (`track`), and what their backends have left. */
  followers: z.array(z.object({ name: z.string(), backend: z.string(), members: count, usable: count })),
  /** What happened while it was watched; `answers` of HTTP only. */
  seen: z.object({
    chosen: count,
    sessions: count,
    connectionErrors: count,
    responseErrors: count,
    serverErrors: count.nullable(),
    answers: count.nullable(),
  }),
});

const ipvs = z.object({
  balancer: z.literal('ipvs'),
  netns: z.string(),
  /** As the collector calls it, without the namespace: `TCP 192.0.2.100:80`. */
  service: z.string(),
  destination: z.string(),
  forwarding: z.string(),
  weight: count,
  upper: count,
  lower: count,
  /** Connections now, and how many more than when the watch began. */
  seen: z.object({ active: count, inactive: count, moreActive: count, moreInactive: count }),
});

export const memberEvidence = z.object({
  own,
  group,
  /** Whether it is one of those that get new clients. */
  usable: z.boolean(),
  /** Whether both sides have differed for long: `agrees`, `disagrees`, `unknown`. */
  agreement: z.string(),
  /** How long it was watched, in seconds. */
  watched: z.number(),
  at: z.discriminatedUnion('balancer', [haproxy, ipvs]),
  /** Others that hold the same address for down: `ipvs TCP 192.0.2.100:80 192.0.2.1:8080`, `our pool other`. */
  othersDown: z.array(z.string()),
});

export type MemberEvidence = z.output<typeof memberEvidence>;
export type OwnCheck = MemberEvidence['own'];
export type HaproxyPlace = z.output<typeof haproxy>;
export type IpvsPlace = z.output<typeof ipvs>;
