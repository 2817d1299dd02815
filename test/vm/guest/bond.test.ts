import { afterAll, beforeAll } from 'vitest';
import { cables } from './bond/cables.ts';
import { failovers } from './bond/failovers.ts';
import { type BondLab, startBondLab } from './bond/lab.ts';
import { membership } from './bond/membership.ts';
import { fallSilent, pair, partners } from './bond/partners.ts';
import { probing } from './bond/probing.ts';

let lab: BondLab;
let silent: Awaited<ReturnType<typeof pair>>;

beforeAll(async () => {
  // Churn takes a minute: it begins here and is looked at in the end.
  lab = await startBondLab(async (shell) => {
    silent = await pair(shell, 'silent');
  });
  await fallSilent(silent);
});
afterAll(async () => await lab?.end());

failovers(() => lab);
membership(() => lab);
probing(() => lab);
cables(() => lab);
partners(
  () => lab,
  () => silent,
);
