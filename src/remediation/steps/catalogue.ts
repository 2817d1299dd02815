import type { OpenStep, RegisteredStepKind, Step } from '../step.ts';
import { bonding } from './bonding.ts';
import { haproxyServer } from './haproxy-server.ts';
import { ipvsWeight } from './ipvs-weight.ts';
import { moduleParameter } from './module-parameter.ts';
import { ovsBondActive } from './ovs-bond-active.ts';
import { ovsCtMaxconns } from './ovs-ct-maxconns.ts';
import { ovsPmdRebalance } from './ovs-pmd-rebalance.ts';
import { sysctl } from './sysctl.ts';
import { sysctlFile } from './sysctl-file.ts';
import { unitRestart } from './unit-restart.ts';

/** Every kind of deed that there is. Nothing else can be done to a host. */
export const stepKinds: readonly RegisteredStepKind[] = [
  bonding,
  haproxyServer,
  ipvsWeight,
  ovsBondActive,
  moduleParameter,
  ovsCtMaxconns,
  ovsPmdRebalance,
  sysctl,
  sysctlFile,
  unitRestart,
];

const byKind = new Map(stepKinds.map((kind) => [kind.kind, kind]));

/** Throws when there is no such kind, or its arguments do not fit. */
export function openStep({ kind, args }: Step): OpenStep {
  const found = byKind.get(kind);
  if (found === undefined)
    throw new TypeError(`there is no kind of step ${kind}, only ${[...byKind.keys()].join(', ')}`);
  return found.open(args);
}
