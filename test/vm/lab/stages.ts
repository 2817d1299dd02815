/** How long each part of making and running a guest took. */
export type Stages = {
  /** Times a stage; what it throws names the stage. */
  readonly run: <T>(name: string, stage: () => Promise<T>) => Promise<T>;
  /** Like "fetch 12.3 s, unpack 4.5 s". */
  readonly told: () => string;
};

export function startStages(): Stages {
  const done: string[] = [];
  return {
    run: async (name, stage) => {
      const began = performance.now();
      try {
        return await stage();
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        throw new Error(`${name}: ${error.message}`, { cause: error.cause });
      } finally {
        done.push(`${name} ${((performance.now() - began) / 1000).toFixed(1)} s`);
      }
    },
    told: () => done.join(', '),
  };
}
