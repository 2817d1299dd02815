import type { CloudEvent } from '../../../core/event.ts';
import type { Snapshot } from '../../../core/snapshot.ts';
import type { State } from '../../../core/state.ts';
import type { ObjectDetails, ObjectId, ObjectLine } from '../model/object.ts';
import { lineOf } from './objects-of.ts';
import { NAMESPACE } from './plane/ends.ts';
import { byLevel, idOf, viewOf } from './verdicts/views.ts';

const MOST_EVENTS = 30;
const MOST_RELATED = 100;

/** All that is known of one object; nothing when there is none of this name. */
export function detailsOf(
  snapshots: readonly Snapshot[],
  id: ObjectId,
  eventsAbout: (collector: string, subject: string) => readonly CloudEvent[],
): ObjectDetails | undefined {
  if (id.startsWith(NAMESPACE)) return namespaceDetails(snapshots, id.slice(NAMESPACE.length));
  const [collector = '', kind = '', ...rest] = id.split('/');
  const subject = rest.join('/');
  const snapshot = snapshots.find((one) => one.collector === collector);
  const state = snapshot?.states.get(`${kind}/${subject}`);
  if (snapshot === undefined || state === undefined) return undefined;
  return {
    ...lineOf(collector, state),
    fields: state.fields,
    readAt: snapshot.readAt,
    events: eventsAbout(collector, subject)
      .slice(0, MOST_EVENTS)
      .map(({ time, severity, data }) => ({ time: Date.parse(time), severity, message: data.message })),
    related: relatedTo(snapshots, collector, state),
  };
}

/** The same thing seen by other collectors, its parts, and what it is a part of. */
function relatedTo(snapshots: readonly Snapshot[], collector: string, state: State): readonly ObjectLine[] {
  const causes = new Set(viewOf(collector, state.kind)?.because?.(state) ?? []);
  const lines: ObjectLine[] = [];
  for (const snapshot of snapshots) {
    for (const other of snapshot.states.values()) {
      if (other === state || snapshot.collector === 'alert') continue;
      const isSame = other.subject === state.subject || other.subject.startsWith(`${state.subject}/`);
      if (isSame || causes.has(idOf(snapshot.collector, other)) || isBelow(other, state)) {
        lines.push(lineOf(snapshot.collector, other));
      }
    }
  }
  return lines.sort(byLevel).slice(0, MOST_RELATED);
}

/** A device that belongs to a bond or bridge, a virtual function to its physical one. */
function isBelow({ fields }: State, { subject, fields: own }: State): boolean {
  if (fields.pf === subject && fields.vf !== undefined) return true;
  return fields.master === subject && (fields.netns ?? '') === (own.netns ?? '');
}

function namespaceDetails(snapshots: readonly Snapshot[], netns: string): ObjectDetails | undefined {
  const snapshot = snapshots.find(({ collector }) => collector === 'interface');
  const devices = [...(snapshot?.states.values() ?? [])].filter(({ fields }) => fields.netns === netns);
  if (snapshot === undefined || devices.length === 0) return undefined;
  const related = devices.map((device) => lineOf('interface', device)).sort(byLevel);
  return {
    id: `${NAMESPACE}${netns}`,
    collector: 'interface',
    kind: 'network namespace',
    name: netns,
    level: related[0]?.level ?? 'ok',
    state: `${devices.length} network devices`,
    fields: {},
    readAt: snapshot.readAt,
    events: [],
    related: related.slice(0, MOST_RELATED),
  };
}
