/** Who asks for an action. Times in milliseconds since 1970. */
export type Trigger = AlertTrigger | PersonTrigger | ClockTrigger;

export type AlertTrigger = {
  readonly by: 'alert';
  /** `host` for the host's own rules, `alertmanager` for an alert that was delivered. */
  readonly from: 'host' | 'alertmanager';
  readonly name: string;
  /** With `since` it names the alert once and for all, however often it is told. */
  readonly fingerprint: string;
  readonly since: number;
  readonly labels: Readonly<Record<string, string>>;
};

export type PersonTrigger = {
  readonly by: 'person';
  readonly who: string;
  /** Names the request. */
  readonly request: string;
  readonly labels: Readonly<Record<string, string>>;
};

export type ClockTrigger = { readonly by: 'clock'; readonly labels: Readonly<Record<string, string>> };

/** The same for every delivery of one alert and for one request of a person; another for the next. */
export function triggerKey(trigger: Trigger): string {
  if (trigger.by === 'alert') return `${trigger.from} ${trigger.fingerprint} ${trigger.since}`;
  return trigger.by === 'person' ? `person ${trigger.request}` : 'clock';
}

/** `alert ConntrackFilling (host)`, `alice`, `the clock`. */
export function triggerWords(trigger: Trigger): string {
  if (trigger.by === 'alert') return `alert ${trigger.name} (${trigger.from})`;
  return trigger.by === 'person' ? trigger.who : 'the clock';
}
