/** What somebody has chosen at the top of a dashboard: a job and a host, and everything of the rest. */
export type Choice = {
  readonly job: string;
  readonly instance: string;
  /** What Grafana makes `$__rate_interval`: four scrapes. */
  readonly rateInterval: string;
};

/** The question that Grafana would send for an expression in a file. */
export function sent(expr: string, { job, instance, rateInterval }: Choice): string {
  const known: Readonly<Record<string, string>> = { job, instance, __rate_interval: rateInterval };
  return expr.replace(/\$(\w+)/g, (_, name: string) => known[name] ?? '.*');
}
