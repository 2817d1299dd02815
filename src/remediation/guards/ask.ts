import { freshnessGuard, ownershipGuard, witnessGuard } from './agreement.ts';
import type { Verdict } from './guard.ts';
import { budgetGuard, cooldownGuard, escalationGuard, stormGuard } from './pace.ts';
import { approvalGuard, dryRunGuard, modeGuard } from './permission.ts';
import type { Question } from './question.ts';
import { concurrencyGuard, journalGuard, killSwitchGuard, maintenanceGuard } from './surroundings.ts';

/** Every guard's verdict on a plan, but that of the fleet: it is asked last, as its yes takes something from others. */
export function askGuards(question: Question): readonly Verdict[] {
  return [
    modeGuard(question),
    dryRunGuard(question),
    approvalGuard(question),
    freshnessGuard(question),
    witnessGuard(question),
    cooldownGuard(question),
    budgetGuard(question),
    stormGuard(question),
    concurrencyGuard(question),
    ownershipGuard(question),
    maintenanceGuard(question),
    killSwitchGuard(question),
    escalationGuard(question),
    journalGuard(question),
  ];
}
