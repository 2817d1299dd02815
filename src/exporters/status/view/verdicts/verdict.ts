import type { FieldValue, State } from '../../../../core/state.ts';
import type { Level } from '../../model/object.ts';

/** That something is wrong with an object, or that it is at rest. */
export type Verdict = {
  readonly level: Exclude<Level, 'ok'>;
  /** In a few words, for its box: `one link left of 2`. */
  readonly state: string;
  /** The same as a sentence that names the object, for a list. */
  readonly title: string;
  /** Nothing goes through it. */
  readonly isCut?: true;
};

/** Judges states of one kind; nothing when all is well. */
export type Judge = (state: State) => Verdict | undefined;

/** What is said of objects of one kind. */
export type KindView = {
  readonly judge: Judge;
  /** What a person calls it: `bond`, `OVS bridge`. */
  readonly what: string;
  /** The state in words where all is well. */
  readonly well?: (state: State) => string;
  /** Labels by which its alerts name it, as the object's own metrics do. */
  readonly labels: (state: State) => Readonly<Record<string, FieldValue>>;
  /** Keys of objects whose own trouble explains this one's, likeliest first: `<collector>/<kind>/<subject>`. */
  readonly because?: (state: State) => readonly string[];
};

export function critical(state: string, title: string): Verdict {
  return { level: 'critical', state, title, isCut: true };
}

export function warning(state: string, title: string): Verdict {
  return { level: 'warning', state, title };
}

export function notice(state: string, title: string): Verdict {
  return { level: 'notice', state, title };
}

/** Says of something that it carries nothing. */
export function cut(verdict: Verdict): Verdict {
  return { ...verdict, isCut: true };
}

/** A field as text; the empty text where it has no value. */
export function textOf(value: FieldValue | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}

/** ` in namespace blue`, or nothing for the host's own. */
export function inNamespace(netns: FieldValue | undefined): string {
  const name = textOf(netns);
  return name === '' ? '' : ` in namespace ${name}`;
}

/** A name in the host's own namespace or another, as subjects have it. */
export function within(netns: FieldValue | undefined, name: FieldValue | undefined): string {
  const space = textOf(netns);
  return space === '' ? textOf(name) : `${space}:${textOf(name)}`;
}

/** `1 link`, `3 links`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
