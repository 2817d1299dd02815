import type { EventDraft } from '../../src/core/event.ts';

/** An event draft as a collector would have made it, for tests that care about one or two of its fields. */
export function eventDraft(about: Partial<EventDraft> = {}): EventDraft {
  return {
    type: 'netsteward.interface.oper-state-changed',
    subject: 'eth0',
    severity: 'warning',
    time: Date.now(),
    data: {
      message: 'interface eth0 is down, was up',
      kind: 'interface',
      field: 'operState',
      before: 'up',
      after: 'down',
    },
    ...about,
  };
}

/** As many drafts as asked for, told apart by their subject. */
export function eventDrafts(count: number, about: Partial<EventDraft> = {}): readonly EventDraft[] {
  return Array.from({ length: count }, (_, index) => eventDraft({ subject: `eth${index}`, ...about }));
}
