/**
 * Timers for very many things at once: setting, clearing and firing one costs the same however many there are (a hashed
 * timing wheel). Times are milliseconds of one clock that only goes forward.
 */
export type Wheel = {
  /** One timer an id; setting it again moves it. Ids are small numbers. */
  readonly set: (id: number, due: number) => void;
  readonly clear: (id: number) => void;
  /** Fires all that are due at `now` or before, each once. What is set meanwhile fires the next time at the earliest. */
  readonly advance: (now: number, fire: (id: number) => void) => void;
  /** When the next one is due, or a time before that; nothing when none is set. */
  readonly next: () => number | undefined;
};

/** Each slot holds the timers of one tick of every turn of the wheel, as a list through `following` and `preceding`. */
const SLOTS = 4096;
const TICK_MS = 5;
const NONE = -1;
/** In no slot, but about to be fired. */
const FIRING = -2;

export function createWheel(start: number): Wheel {
  const heads = new Int32Array(SLOTS).fill(NONE);
  let due = new Float64Array(0);
  let following = new Int32Array(0);
  let preceding = new Int32Array(0);
  let slots = new Int32Array(0);
  /** Everything due before this tick has fired. */
  let current = tickOf(start);
  let count = 0;

  const makeRoom = (id: number): void => {
    if (id < due.length) return;
    const length = Math.max(64, 2 * id);
    due = grown(new Float64Array(length), due);
    following = grown(new Int32Array(length), following);
    preceding = grown(new Int32Array(length), preceding);
    slots = grown(new Int32Array(length).fill(NONE), slots);
  };

  const unlink = (id: number): void => {
    const slot = at(slots, id);
    const before = at(preceding, id);
    const after = at(following, id);
    if (before === NONE) heads[slot] = after;
    else following[before] = after;
    if (after !== NONE) preceding[after] = before;
    count -= 1;
  };

  const clear = (id: number): void => {
    if (id >= slots.length) return;
    if (at(slots, id) >= 0) unlink(id);
    slots[id] = NONE;
  };

  /** Moves what is due from one slot to `fired`. */
  const collect = (slot: number, now: number, fired: number[]): void => {
    for (let id = at(heads, slot); id !== NONE; ) {
      const after = at(following, id);
      if (at(due, id) <= now) {
        unlink(id);
        slots[id] = FIRING;
        fired.push(id);
      }
      id = after;
    }
  };

  /** The earliest of the timers of this tick; those of later turns stand in the same slot. */
  const earliest = (tick: number): number => {
    let found = Number.POSITIVE_INFINITY;
    for (let id = at(heads, tick % SLOTS); id !== NONE; id = at(following, id)) {
      if (tickOf(at(due, id)) <= tick) found = Math.min(found, at(due, id));
    }
    return found;
  };

  return {
    set: (id, time) => {
      makeRoom(id);
      clear(id);
      const slot = Math.max(tickOf(time), current) % SLOTS;
      const head = at(heads, slot);
      if (head !== NONE) preceding[head] = id;
      due[id] = time;
      following[id] = head;
      preceding[id] = NONE;
      slots[id] = slot;
      heads[slot] = id;
      count += 1;
    },
    clear,
    advance: (now, fire) => {
      const last = Math.max(tickOf(now), current);
      const fired: number[] = [];
      const first = Math.max(current, last - SLOTS + 1);
      for (let tick = first; tick <= last; tick += 1) collect(tick % SLOTS, now, fired);
      // The slot of this very moment is looked at again: it holds what is due in a moment.
      current = last;
      for (const id of fired) {
        // One that was called before may have cleared or moved it.
        if (slots[id] !== FIRING) continue;
        slots[id] = NONE;
        fire(id);
      }
    },
    next: () => {
      if (count === 0) return undefined;
      for (let tick = current; tick < current + SLOTS; tick += 1) {
        if (heads[tick % SLOTS] === NONE) continue;
        const found = earliest(tick);
        if (found !== Number.POSITIVE_INFINITY) return found;
      }
      return (current + SLOTS) * TICK_MS;
    },
  };
}

function tickOf(time: number): number {
  return Math.floor(time / TICK_MS);
}

function at(array: Int32Array | Float64Array, index: number): number {
  return array[index] ?? NONE;
}

function grown<Numbers extends Int32Array | Float64Array>(larger: Numbers, former: Numbers): Numbers {
  larger.set(former);
  return larger;
}
