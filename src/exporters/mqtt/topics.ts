import type { State } from '../../core/state.ts';

/** The topics of one host. */
export type Topics = {
  /** Retained: `online` or `offline`. */
  readonly availability: string;
  /** Retained: the state of one object. */
  readonly state: (collector: string, state: Pick<State, 'kind' | 'subject'>) => string;
  /** Not retained: the events of one type. */
  readonly event: (type: string) => string;
  /** Listened to: a message there stops all actions, of all hosts with this prefix or of this one. */
  readonly stops: readonly string[];
};

/** `<prefix>/<host>/availability`, `…/state/<collector>/<kind>/<subject>`, `…/event/<type>`, `…/stop` and `<prefix>/stop`. */
export function topicsOf(prefix: string, hostName: string): Topics {
  const base = `${prefix}/${topicLevel(hostName)}`;
  return {
    availability: `${base}/availability`,
    state: (collector, { kind, subject }) =>
      `${base}/state/${topicLevel(collector)}/${topicLevel(kind)}/${topicLevel(subject)}`,
    event: (type) => `${base}/event/${topicLevel(type)}`,
    stops: [`${prefix}/stop`, `${base}/stop`],
  };
}

/** Levels and wildcards have a meaning of their own in a topic, and control characters should not be in one (MQTT 5, 4.7). */
const UNSAFE = /[%/+#\p{Cc}]/gu;

/**
 * A name as one level of a topic: what a level can't hold is percent-encoded as in a URL, and so is the percent sign, so
 * that `decodeURIComponent` gives the name again. `bond0/eth1` is `bond0%2Feth1`.
 */
export function topicLevel(name: string): string {
  return name.toWellFormed().replace(UNSAFE, percentEncoded);
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** Whether topics may begin with these levels. Those that begin with `$` are the broker's own. */
export function isTopicPrefix(prefix: string): boolean {
  return (
    /^[^$]/.test(prefix) && prefix.isWellFormed() && prefix.split('/').every((level) => /^[^+#\p{Cc}]+$/u.test(level))
  );
}
