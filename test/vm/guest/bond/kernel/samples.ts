/** Figures by the text of their series, like `netsteward_bond_up{netns="",bond="bond0"}`. */
export type Samples = ReadonlyMap<string, number>;

/** Puts a figure among the samples, unless the kernel does not say it. */
export type Put = (name: string, labels: Readonly<Record<string, string>>, value: number | undefined) => void;

// netsteward_bond_up{netns="",bond="bond0"} 1
const SAMPLE = /^(\S+\{.*\}) (\S+)$/;

/** The samples of a metrics page whose series begin like this. */
export function samplesIn(page: string, prefix: string): Samples {
  const samples = new Map<string, number>();
  for (const line of page.split('\n')) {
    const [, series, value] = SAMPLE.exec(line) ?? [];
    if (series?.startsWith(prefix)) samples.set(series, Number(value));
  }
  return samples;
}

/** What two readings of the same thing disagree about, a line each. */
export function differences(agent: Samples, kernel: Samples): readonly string[] {
  const all = [...new Set([...agent.keys(), ...kernel.keys()])];
  return all.flatMap((series) => {
    const [told, real] = [agent.get(series), kernel.get(series)];
    return told === real ? [] : [`${series}: ${told ?? 'not told'}, in the kernel ${real ?? 'nothing'}`];
  });
}
