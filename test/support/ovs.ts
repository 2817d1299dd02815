import { onTestFinished, type TestContext } from 'vitest';
import { missingForSwitch, type PrivateSwitch, type SwitchOptions, startPrivateSwitch } from './private-ovs.ts';

/** An Open vSwitch of the test's own, ended with the test. */
export type TestSwitch = Omit<PrivateSwitch, 'end'>;

/** Skips the test where Open vSwitch can't be run, with the reason. */
export function skipWithoutSwitch(context: TestContext, options: SwitchOptions = {}): void {
  const missing = missingForSwitch(options);
  if (missing !== undefined) context.skip(missing);
}

/** Starts a database and a vswitchd. Whatever happens, both are gone and their files removed when the test has finished. */
export async function startSwitch(context: TestContext, options: SwitchOptions = {}): Promise<TestSwitch> {
  skipWithoutSwitch(context, options);
  const { end, ...started } = await startPrivateSwitch(options);
  onTestFinished(end);
  return started;
}
