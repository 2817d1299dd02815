#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=16 --optimize-for-size --no-turbofan --no-maglev
// All of this keeps the agent small (by 20 to 30 MB): optimizing compilers, and what threads keep of freed memory, take most
// of what it would have besides. `npm start` takes it from here.

const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(`netsteward needs Node.js ${OLDEST_NODE} or newer; this is ${process.versions.node}.`);
  process.exit(2);
}

// Loaded only now: older versions of Node.js don't understand what comes.
async function main(): Promise<void> {
  const { runCli } = await import('./cli/run-cli.ts');
  const { leave } = await import('./cli/leave.ts');
  await leave(await runCli(process.argv.slice(2), new URL('../package.json', import.meta.url)));
}

void main();
