import type { FieldValue, State } from '../../core/state.ts';
import type { Finding } from '../collector.ts';
import type { Balancer, Verdict, View } from './verdict.ts';

/** Collectors that tell what balancers hold of their servers, and how their states are read. */
const readers: Readonly<Record<string, (finding: Finding) => readonly View[]>> = {
  haproxy: haproxyViews,
  ipvs: ipvsViews,
};

export const OWN = 'health';
export const balancerNames = Object.keys(readers);

/** Whether a collector has something to say; what failed or is not on the host has not. */
export function isKnown(finding: Finding | undefined): finding is Finding {
  return finding?.outcome === 'ok' || finding?.outcome === 'partial';
}

/** What our own checks say of the members. */
export function ownViews(finding: Finding): readonly View[] {
  return viewsOf(finding, 'member', ({ subject, fields }) => {
    const state = String(fields.state);
    return {
      subject,
      group: String(fields.pool),
      verdict: ownVerdicts[state] ?? 'unknown',
      words: [state, fields.reason].filter((word) => typeof word === 'string' && word !== '').join(' '),
    };
  });
}

/** Members that somebody took out are no matter of checks. */
const ownVerdicts: Readonly<Record<string, Verdict>> = { ACTIVE: 'up', INACTIVE: 'down' };

/** The balancers that were found, in a fixed order. */
export function balancersIn(others: ReadonlyMap<string, Finding>): readonly Balancer[] {
  return Object.entries(readers).flatMap(([name, viewsIn]) => {
    const finding = others.get(name);
    if (finding === undefined || finding.outcome === 'absent') return [];
    const known = isKnown(finding);
    const groups = new Set(known ? groupsIn(finding) : []);
    return [{ name, isKnown: known, views: known ? viewsIn(finding) : [], groups }];
  });
}

function groupsIn({ states }: Finding): readonly string[] {
  return [...states.values()].flatMap(({ kind, subject }) =>
    kind === 'service' || kind === 'backend' ? [subject] : [],
  );
}

/** A server that is in maintenance or drained says nothing of its health; one that is not checked is taken for up. */
const haproxyVerdicts: Readonly<Record<string, Verdict>> = { UP: 'up', NO_CHECK: 'up', DOWN: 'down' };
const ANSWERING: readonly FieldValue[] = ['running', 'stopping'];

function haproxyViews(finding: Finding): readonly View[] {
  return viewsOf(finding, 'server', ({ subject, fields }) => {
    const process = finding.states.get(`process/${fields.process}`)?.fields.status ?? null;
    const verdict = haproxyVerdicts[String(fields.status)] ?? 'unknown';
    return {
      subject,
      group: `${fields.process}:${fields.backend}`,
      verdict: ANSWERING.includes(process) ? verdict : 'unknown',
      words: [fields.status, fields.check_status].filter((word) => typeof word === 'string').join(' '),
    };
  });
}

/** Weight 0 keeps new connections away. */
function ipvsViews(finding: Finding): readonly View[] {
  return viewsOf(finding, 'destination', ({ subject, fields }) => ({
    subject,
    group: String(fields.service),
    verdict: fields.usable === true ? 'up' : 'down',
    words: fields.usable === true ? 'usable' : 'weight 0',
  }));
}

type Said = Omit<View, 'address' | 'port'>;

function viewsOf({ states }: Finding, kind: string, said: (state: State) => Said): readonly View[] {
  return [...states.values()].flatMap((state) => {
    const { address = null, port = null } = state.fields;
    if (state.kind !== kind || typeof address !== 'string' || address === '') return [];
    return [{ ...said(state), address: canonical(address), port: typeof port === 'number' && port > 0 ? port : null }];
  });
}

/** One way to write each IPv6 address: `2001:DB8:0::1` is `2001:db8::1`. Names stay names. */
function canonical(address: string): string {
  if (!address.includes(':')) return address.toLowerCase();
  const bracketed = `http://[${address}]/`;
  return URL.canParse(bracketed) ? new URL(bracketed).hostname.slice(1, -1) : address.toLowerCase();
}
