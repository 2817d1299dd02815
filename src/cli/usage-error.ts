/** The command was given something that can't be: the process ends with the exit code for wrong usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
