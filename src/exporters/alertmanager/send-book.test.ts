import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertKey, type OutgoingAlert } from '../../core/outgoing-alert.ts';
import { createSendBook, type SendBook, type Sending, TELL_ENDED_MS } from './send-book.ts';

const RESEND = 60_000;
const START = 1_000_000;

function alert(name: string, startsAt = START, silence?: string): OutgoingAlert {
  const labels = new Map([['name', name]]);
  return { key: alertKey(labels), labels, annotations: new Map(), startsAt, silence };
}

const nameOf = ({ alert: { labels } }: Sending) => labels.get('name') ?? '';

/** A book and its notes on a clock that the test moves. */
function book(limit = 100, notes = new Map<string, string>()) {
  let time = 0;
  const at = () => ({ wall: START + time, steady: time });
  const open = (): SendBook =>
    createSendBook({
      resend: RESEND,
      limit,
      notes: new Map(notes),
      note: (key, text) => void (text === undefined ? notes.delete(key) : notes.set(key, text)),
    });
  let current = open();
  return {
    notes,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    restart: () => {
      current = open();
    },
    update: (...firing: readonly OutgoingAlert[]) => current.update(firing, at()),
    take: (most = 64) => current.take(at(), most),
    settle: (sendings: readonly Sending[]) => current.settle(sendings, at(), 'taken'),
    counts: () => current.counts(at()),
    /** Sends all that is due. */
    deliver: () => {
      const sendings = current.take(at(), 64);
      current.settle(sendings, at(), 'taken');
      return sendings;
    },
  };
}

describe('what an Alertmanager is sent', () => {
  it('is a firing alert at once and then once in every interval', () => {
    const { update, deliver, pass } = book();
    update(alert('a'));
    expect(deliver().map(nameOf)).toEqual(['a']);
    update(alert('a'));
    expect(deliver()).toEqual([]);
    pass(RESEND - 1);
    expect(deliver()).toEqual([]);
    pass(1);
    expect(deliver().map(nameOf)).toEqual(['a']);
  });

  it('is an end at once and then in every interval for a quarter of an hour', () => {
    const { update, deliver, pass, notes } = book();
    update(alert('a'));
    deliver();
    pass(5_000);
    update();
    expect(deliver()).toMatchObject([{ alert: { resolvedAt: START + 5_000 } }]);
    let times = 0;
    for (let passed = 0; passed <= TELL_ENDED_MS * 2; passed += RESEND) {
      pass(RESEND);
      update();
      times += deliver().length;
    }
    expect(times).toBe(TELL_ENDED_MS / RESEND - 1);
    expect(notes.size).toBe(0);
  });

  it('is an end for as long as it was not taken, however long that is', () => {
    const { update, deliver, take, pass } = book();
    update(alert('a'));
    deliver();
    update();
    pass(TELL_ENDED_MS * 10);
    update();
    expect(take().map(nameOf)).toEqual(['a']);
    pass(1);
    update();
    expect(deliver().map(nameOf)).toEqual(['a']);
  });

  it('is never the end of an alert that was never sent', () => {
    const { update, deliver, notes } = book();
    update(alert('a'));
    update();
    expect(deliver()).toEqual([]);
    expect(notes.size).toBe(0);
  });

  it('is the end of an alert that was sent without an answer, as it may have arrived', () => {
    const { update, deliver, take, restart } = book();
    update(alert('a'));
    take();
    restart();
    update();
    expect(deliver()).toMatchObject([{ alert: { resolvedAt: START } }]);
  });

  it('is a change again that came while the answer for what was before was under way', () => {
    const { update, take, settle, deliver } = book();
    update(alert('a'));
    const firing = take();
    update();
    settle(firing);
    expect(deliver()).toMatchObject([{ alert: { resolvedAt: START } }]);
  });

  it('is over a restart the end as it was, with its time and the reason', () => {
    const { update, deliver, pass, restart } = book();
    update(alert('a'));
    deliver();
    pass(5_000);
    update(alert('a', START, 'new cables'));
    restart();
    pass(5_000);
    update();
    const [ended] = deliver();
    expect(ended?.alert.resolvedAt).toBe(START + 5_000);
    expect(ended?.alert.annotations.get('silence')).toBe('new cables');
  });

  it('is over a restart the end of an alert that had come again, and not its end before that', () => {
    const { update, deliver, pass, restart } = book();
    for (const firing of [[alert('a')], [], [alert('a')]]) {
      update(...firing);
      deliver();
      pass(5_000);
    }
    restart();
    update();
    expect(deliver()).toMatchObject([{ alert: { resolvedAt: START + 15_000 } }]);
  });

  it('is an alert at once that has ended and begun again before anybody looked', () => {
    const { update, deliver } = book();
    update(alert('a'));
    deliver();
    update(alert('a', START + 1));
    expect(deliver()).toMatchObject([{ alert: { startsAt: START + 1 } }]);
  });

  it('is a silenced alert as ended, with the reason, where it was sent before, and else not at all', () => {
    const { update, deliver } = book();
    update(alert('a'), alert('b', START, 'quiet'));
    expect(deliver().map(nameOf)).toEqual(['a']);
    update(alert('a', START, 'new cables'), alert('b', START, 'quiet'));
    const [ended] = deliver();
    expect(ended?.alert.resolvedAt).toBe(START);
    expect(ended?.alert.annotations.get('silence')).toBe('new cables');
    update(alert('a'), alert('b'));
    expect(deliver().map(({ alert: { resolvedAt } }) => resolvedAt)).toEqual([undefined, undefined]);
  });

  it('are no more alerts than there is room for; each that finds none counts once and goes in when there is some', () => {
    const { update, deliver, counts } = book(2);
    update(alert('a'), alert('b'), alert('c'));
    update(alert('a'), alert('b'), alert('c'));
    expect(deliver().map(nameOf)).toEqual(['a', 'b']);
    expect(counts().dropped).toBe(1);
    update(alert('b'), alert('c'));
    expect(deliver().map(nameOf)).toEqual(['a']);
    update(alert('b'), alert('c'));
    expect(deliver().map(nameOf)).toEqual(['c']);
  });

  it('is nothing of notes that nobody can read, which are thrown away', () => {
    const { deliver, notes } = book(10, new Map([['x', '{"labels":3}']]));
    expect(deliver()).toEqual([]);
    expect(notes.size).toBe(0);
  });
});

type Step =
  | { readonly kind: 'firing'; readonly names: readonly string[]; readonly silenced: readonly string[] }
  | { readonly kind: 'send'; readonly arrives: boolean; readonly answered: boolean; readonly most: number }
  | { readonly kind: 'pass'; readonly milliseconds: number }
  | { readonly kind: 'restart' };

const names = fc.subarray(['a', 'b', 'c', 'd']);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('firing' as const), names, silenced: names }),
  fc.record({
    kind: fc.constant('send' as const),
    arrives: fc.boolean(),
    answered: fc.boolean(),
    most: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constant('pass' as const), milliseconds: fc.integer({ min: 0, max: RESEND * 2 }) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

/** An Alertmanager that is told of alerts as the steps say. */
function simulation() {
  const { update, take, settle, pass, restart, deliver, notes } = book();
  const there = new Map<string, boolean>();
  let firing: readonly OutgoingAlert[] = [];
  const arrive = (sendings: readonly Sending[]) => {
    for (const one of sendings) there.set(nameOf(one), one.alert.resolvedAt === undefined);
  };
  const send = ({ most, arrives, answered }: Extract<Step, { readonly kind: 'send' }>) => {
    update(...firing);
    const sendings = take(most);
    if (arrives) arrive(sendings);
    if (arrives && answered) settle(sendings);
  };
  return {
    notes,
    step: (one: Step) => {
      if (one.kind === 'pass') pass(one.milliseconds);
      else if (one.kind === 'restart') restart();
      else if (one.kind === 'send') send(one);
      else firing = one.names.map((name) => alert(name, START, one.silenced.includes(name) ? 'quiet' : undefined));
    },
    deliver: () => {
      update(...firing);
      const sendings = deliver();
      arrive(sendings);
      return sendings;
    },
    known: () => [...there].flatMap(([name, isFiring]) => (isFiring ? [name] : [])).sort(),
    wanted: () =>
      firing.flatMap(({ labels, silence }) => (silence === undefined ? (labels.get('name') ?? []) : [])).sort(),
  };
}

it('after any failures and restarts an Alertmanager that can be reached knows what fires and nothing else', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { step: take, deliver, known, wanted, notes } = simulation();
      for (const one of steps) take(one);
      deliver();
      expect(known()).toEqual(wanted());
      expect(notes.size).toBeLessThanOrEqual(4);
      expect(deliver()).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
