/** 1 for true, 0 for false; what is not known stays unknown. */
export function flag(value: boolean | undefined): number | undefined {
  if (value === undefined) return undefined;
  return value ? 1 : 0;
}

/** Whether a word is the one that means yes; what is not known stays unknown. */
export function flagOf(word: string | undefined, yes: string): number | undefined {
  return word === undefined ? undefined : flag(word === yes);
}
