import { formatDuration } from '../../core/duration.ts';
import type { MemberEvidence } from '../evidence.ts';
import type { LookSettings } from '../settings.ts';
import type { Found, Obstacle } from './obstacles.ts';

type Test = (
  standby: MemberEvidence,
  active: MemberEvidence,
  settings: LookSettings,
) => readonly [Obstacle, string] | undefined;

/** Everything that a standby may have against it. What is not known of one of the two speaks against nobody. */
const TESTS: readonly Test[] = [
  ({ link }) => (link === 'down' || link === 'failing' ? ['link-down', 'its link is down'] : undefined),
  ({ link }) => (link === 'waiting' ? ['link-waiting', 'its link is up, and its updelay is not over'] : undefined),
  ({ link }) => (link === 'unknown' ? ['link-down', 'the state of its link is not known'] : undefined),
  ({ changed_ago: ago }, _, { steady_for: steady }) =>
    ago !== null && ago < steady
      ? [
          'unstable',
          `its link changed ${formatDuration(Math.round(ago))} ago, it has to be steady for ${formatDuration(steady)}`,
        ]
      : undefined,
  (standby, active) =>
    less(standby.speed_mbps, active.speed_mbps)
      ? ['slower', `it has ${standby.speed_mbps} Mbit/s, ${active.name} has ${active.speed_mbps}`]
      : undefined,
  ({ duplex }, active) => {
    if (duplex === 'half') return ['duplex', 'it is half duplex'];
    return differ(duplex, active.duplex)
      ? ['duplex', `it is ${duplex} duplex, ${active.name} ${active.duplex}`]
      : undefined;
  },
  ({ mtu }, active) =>
    less(mtu, active.mtu) ? ['mtu', `its MTU is ${mtu}, that of ${active.name} ${active.mtu}`] : undefined,
  ({ vlan }, active) =>
    differ(vlan, active.vlan) ? ['vlan', `it is in VLAN ${vlan}, ${active.name} in ${active.vlan}`] : undefined,
  ({ lacp }) => (lacp !== null && lacp !== 'current' ? ['lacp', `its LACP partner is not heard (${lacp})`] : undefined),
  ({ pf }, active) =>
    pf !== null && pf === active.pf
      ? ['same-pf', `it depends on the physical function ${pf}, as ${active.name} does`]
      : undefined,
  (standby, active) =>
    standby.switch !== null && standby.switch === active.switch
      ? ['same-switch', `it leads to the switch ${standby.switch}, as ${active.name} does`]
      : undefined,
  ({ errors_per_second: rate }, _, { error_rate: most }) =>
    rate !== null && rate >= most ? ['errors', `it has ${perSecond(rate)} errors a second`] : undefined,
  ({ path, path_words }) => (path === 'dead' ? ['path-dead', path_words] : undefined),
];

/** What speaks against a standby taking over from the active member. */
export function obstaclesOf(standby: MemberEvidence, active: MemberEvidence, settings: LookSettings): readonly Found[] {
  return TESTS.flatMap((test) => {
    const [obstacle, words] = test(standby, active, settings) ?? [];
    return obstacle === undefined || words === undefined ? [] : [{ obstacle, member: standby.name, words }];
  });
}

export function perSecond(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate.toFixed(1);
}

function less(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && one < other;
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}
