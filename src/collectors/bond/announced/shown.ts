import type { Bond } from '../bond.ts';
import type { MiiStatus, SlaveReport } from '../parse/report.ts';
import type { Announcement } from './announcement.ts';

/** What announcements about a bond have said; what they have not is not known. */
export type Shown = { readonly active?: string | null; readonly links: ReadonlyMap<string, Link> };
type Link = { readonly status: MiiStatus; readonly failures: number };

export const nothingShown: Shown = { links: new Map() };

/** What announcements would have said that lead to this reading. */
export function shownBy({ report }: Bond): Shown {
  const links = report.slaves.flatMap(({ name, miiStatus, linkFailures }): [string, Link][] =>
    miiStatus === undefined ? [] : [[name, { status: miiStatus, failures: linkFailures }]],
  );
  return { active: report.activeSlave ?? null, links: new Map(links) };
}

export function withSaid(shown: Shown, said: Announcement): Shown {
  if ('active' in said) return { ...shown, active: said.active };
  const { slave, status, failures } = said;
  return { ...shown, links: new Map(shown.links).set(slave, { status, failures }) };
}

/** Whether an announcement says something that was not said before. */
export function isNews(shown: Shown, said: Announcement): boolean {
  if ('active' in said) return shown.active !== said.active;
  const link = shown.links.get(said.slave);
  return link?.status !== said.status || link.failures !== said.failures;
}

/** Whether announcements have led to what was read, as far as they say anything; of the active slave they have to. */
export function isAt({ active, links }: Shown, { report }: Bond): boolean {
  if (active === undefined || active !== (report.activeSlave ?? null)) return false;
  return report.slaves.every(({ name, miiStatus, linkFailures }) => {
    const link = links.get(name);
    return link === undefined || (link.status === miiStatus && link.failures === linkFailures);
  });
}

/** The bond after what was announced; `undefined` when that does not fit it, because slaves came or got other names. */
export function stepped(bond: Bond, said: Announcement): Bond | undefined {
  const { report } = bond;
  if ('active' in said) {
    const { active } = said;
    const isKnown = active === null || report.slaves.some(({ name }) => name === active);
    if (!isKnown || report.activeSlave === undefined) return isKnown ? bond : undefined;
    return { ...bond, report: { ...report, activeSlave: active } };
  }
  const { slave, status, failures } = said;
  const changed = (one: SlaveReport) =>
    one.name === slave ? { ...one, miiStatus: status, linkFailures: failures } : one;
  return { ...bond, report: { ...report, slaves: report.slaves.map(changed) } };
}

/** Whether two readings agree in what is announced, of the slaves that both have. */
export function isAlike({ report: a }: Bond, { report: b }: Bond): boolean {
  if (a.activeSlave !== b.activeSlave) return false;
  const others = new Map(b.slaves.map((slave) => [slave.name, slave]));
  return a.slaves.every(({ name, miiStatus, linkFailures }) => {
    const other = others.get(name);
    return other === undefined || (other.miiStatus === miiStatus && other.linkFailures === linkFailures);
  });
}
