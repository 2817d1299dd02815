/** Gives turns when they are wanted, by a timer of Node's. */
export type Turns = {
  /** The next one comes right after Node has read what there is to read. */
  readonly wake: () => void;
  readonly stop: () => void;
};

/**
 * @param turn what is done in one; it is told when it was planned for, and gives the time of the next. Milliseconds of
 * `performance.now()`
 */
export function createTurns(turn: (planned: number) => number): Turns {
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let planned = performance.now();
  let stopped = false;

  const take = (): void => {
    timer = undefined;
    immediate = undefined;
    planned = turn(planned);
    // It may have woken itself.
    if (immediate === undefined) plan();
  };

  const plan = (): void => {
    if (stopped) return;
    const wait = planned - performance.now();
    if (wait <= 0) immediate = setImmediate(take);
    else timer = setTimeout(take, Math.ceil(wait));
  };

  const wake = (): void => {
    if (stopped || immediate !== undefined) return;
    clearTimeout(timer);
    planned = Math.min(planned, performance.now());
    immediate = setImmediate(take);
  };

  wake();
  return {
    wake,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}
