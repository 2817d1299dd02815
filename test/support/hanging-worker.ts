// The thread of the checks, which hangs as soon as checks of a plan with a member `hang` are on their way.

import { parentPort } from 'node:worker_threads';
import '../../src/host/checks/worker.ts';
import type { ToChecker } from '../../src/host/checks/thread/messages.ts';

parentPort?.on('message', (message: ToChecker) => {
  if (!('plan' in message) || message.plan.targets.every(({ key }) => key !== 'hang')) return;
  setTimeout(() => {
    for (;;);
  }, 300);
});
