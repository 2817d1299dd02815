import {
  type Link,
  type Port,
  type PortCounters,
  parseCounters,
  parseExtended,
  parseLink,
  parsePort,
} from '../parse/port.ts';
import type { Asking } from './asking.ts';

export type PortReading = Port & {
  readonly link: Link;
  readonly counters: PortCounters;
  readonly extended: ReadonlyMap<string, number>;
};

/** A port that has gone since the ports were listed answers `null`. */
export async function readPort({ ask }: Asking, id: number, wantsExtended: boolean): Promise<PortReading | 'gone'> {
  const [info, status, statistics, extended] = await Promise.all([
    ask(`/ethdev/info,${id}`),
    ask(`/ethdev/link_status,${id}`),
    ask(`/ethdev/stats,${id}`),
    wantsExtended ? ask(`/ethdev/xstats,${id}`) : {},
  ]);
  if (info === null || status === null || statistics === null) return 'gone';
  return {
    ...parsePort(`/ethdev/info,${id}`, info),
    link: parseLink(`/ethdev/link_status,${id}`, status),
    counters: parseCounters(`/ethdev/stats,${id}`, statistics),
    extended: parseExtended(`/ethdev/xstats,${id}`, extended ?? {}),
  };
}
