import { openStore } from '../../src/store/open-store.ts';
import { eventDraft } from './event-draft.ts';

/**
 * A program for tests: opens the store that its argument names, says `open`, then records events with a state until it
 * is killed. Each is said on standard output, as `<sequence> <id>`, after the store has it.
 */
const [, , path = ''] = process.argv;
const store = openStore({ path, hostName: 'host1', bootEpoch: 'boot-1' });
process.stdout.write('open\n');

let before = store.knownStates('counter', 'this boot') ?? new Map();
let count = Number(before.get('counter/one')?.fields.count ?? 0);
const recordOne = () => {
  count += 1;
  const after = new Map([['counter/one', { kind: 'counter', subject: 'one', fields: { count } }]]);
  const [event] = store.record({
    events: [eventDraft({ data: { message: `count is ${count}`, after: count } })],
    states: { collector: 'counter', before, after },
  });
  before = after;
  process.stdout.write(`${event?.sequence} ${event?.id}\n`, () => setImmediate(recordOne));
};
recordOne();
