import { z } from 'zod';
import type { CheckPlace, CheckSpec } from '../../../host/checks.ts';
import { httpSettings } from './http.ts';
import { checkKnobs, knobs, timingOf } from './knobs.ts';
import { bytesOf, dnsSettings, icmpSettings, udpSettings } from './questions.ts';
import { tlsSettings, tlsSpecOf } from './tls.ts';

const tls = tlsSettings.prefault({}).describe('How the check speaks TLS.');
const kinds = ['tcp', 'tls', 'http', 'https', 'dns', 'icmp', 'udp', 'grpc'] as const;
const kindOf = <const Kind extends (typeof kinds)[number]>(kind: Kind) =>
  z.literal(kind).describe('What is asked of a member.');

const forms = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: kindOf('tcp'),
      ...knobs,
      half_open: z
        .boolean()
        .default(false)
        .describe('Whether the connection is reset before it is complete, so that the member never accepts it.'),
    }),
    z.strictObject({ kind: kindOf('tls'), ...knobs, tls }),
    z.strictObject({ kind: kindOf('http'), ...knobs, ...httpSettings }),
    z.strictObject({ kind: kindOf('https'), ...knobs, ...httpSettings, tls }),
    z.strictObject({ kind: kindOf('dns'), ...knobs, ...dnsSettings }),
    z.strictObject({ kind: kindOf('icmp'), ...knobs, ...icmpSettings }),
    z.strictObject({ kind: kindOf('udp'), ...knobs, ...udpSettings }),
    z.strictObject({
      kind: kindOf('grpc'),
      ...knobs,
      service: z.string().default('').describe('Service whose health is asked for. Empty: the whole server.'),
      tls: tlsSettings.optional().describe('How the check speaks TLS. Without it, it does not.'),
    }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? `expected one of ${kinds.join(', ')}` : 'expected a section (names and values)',
  },
);

/** How the members of a pool are checked. */
export const monitorSettings = forms.superRefine((monitor, context) => {
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  checkKnobs(monitor, refuse);
  if ('body_contains' in monitor && monitor.body_contains !== undefined && monitor.body_matches !== undefined) {
    refuse('body_matches', 'expected either body_contains or body_matches');
  }
  if (monitor.kind !== 'udp') return;
  const { payload, payload_hex, expect, expect_hex } = monitor;
  if (payload !== undefined && payload_hex !== undefined) {
    refuse('payload_hex', 'expected either payload or payload_hex');
  }
  if (expect !== undefined && expect_hex !== undefined) refuse('expect_hex', 'expected either expect or expect_hex');
});

export type MonitorSettings = z.output<typeof monitorSettings>;

/** A monitor as the checker takes it. Times in seconds. */
export type Monitor = {
  readonly timing: ReturnType<typeof timingOf>;
  readonly place: CheckPlace;
  readonly check: CheckSpec;
};

export function monitorOf(settings: MonitorSettings): Monitor {
  const { source, interface: through, vrf, netns } = settings;
  return { timing: timingOf(settings), place: { source, interface: through ?? vrf, netns }, check: checkOf(settings) };
}

function checkOf(settings: MonitorSettings): CheckSpec {
  switch (settings.kind) {
    case 'tcp':
      return { kind: 'tcp', halfOpen: settings.half_open };
    case 'tls':
      return { kind: 'tls', ...tlsSpecOf(settings.tls) };
    case 'http':
      return { ...httpSpecOf(settings), tls: undefined };
    case 'https':
      return { ...httpSpecOf(settings), tls: tlsSpecOf(settings.tls) };
    case 'dns': {
      const { name, type, transport, recursion, rcodes, answers } = settings;
      return { kind: 'dns', name, type, transport, recursion, rcodes, answers };
    }
    case 'icmp':
      return { kind: 'icmp', payload: settings.size };
    case 'udp': {
      const { payload, payload_hex, expect, expect_hex } = settings;
      return { kind: 'udp', payload: bytesOf(payload, payload_hex) ?? '', expect: bytesOf(expect, expect_hex) };
    }
    case 'grpc': {
      const { service, tls: own } = settings;
      return { kind: 'grpc', service, tls: own === undefined ? undefined : tlsSpecOf(own) };
    }
  }
}

type HttpSettings = Extract<MonitorSettings, { kind: 'http' | 'https' }>;

function httpSpecOf(settings: HttpSettings) {
  const { method, path, host, headers, expected_codes, body_contains, body_matches, redirects } = settings;
  const matches = body_matches === undefined ? undefined : { matches: body_matches };
  const body = body_contains === undefined ? matches : { contains: body_contains };
  return { kind: 'http', method, path, host, headers, statuses: expected_codes, body, redirects } as const;
}
