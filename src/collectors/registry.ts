// Made by `npm run generate` from the folders beside it; not to be edited.

import { collector as bondCollector } from './bond/index.ts';
import type { RegisteredCollector } from './collector.ts';
import { collector as conntrackCollector } from './conntrack/index.ts';
import { collector as dpdkCollector } from './dpdk/index.ts';
import { collector as haproxyCollector } from './haproxy/index.ts';
import { collector as healthCollector } from './health/index.ts';
import { collector as hostCollector } from './host/index.ts';
import { collector as interfaceCollector } from './interface/index.ts';
import { collector as ipvsCollector } from './ipvs/index.ts';
import { collector as keepalivedCollector } from './keepalived/index.ts';
import { collector as lbAgreementCollector } from './lb-agreement/index.ts';
import { collector as numaCollector } from './numa/index.ts';
import { collector as ovsCollector } from './ovs/index.ts';
import { collector as ovsBondCollector } from './ovs-bond/index.ts';
import { collector as ovsConntrackCollector } from './ovs-conntrack/index.ts';
import { collector as ovsDatapathCollector } from './ovs-datapath/index.ts';
import { collector as placementCollector } from './placement/index.ts';
import { collector as pmdCollector } from './pmd/index.ts';
import { collector as vfCollector } from './vf/index.ts';

/** Every collector there is, in order of name. */
export const collectors: readonly RegisteredCollector[] = [
  bondCollector,
  conntrackCollector,
  dpdkCollector,
  haproxyCollector,
  healthCollector,
  hostCollector,
  interfaceCollector,
  ipvsCollector,
  keepalivedCollector,
  lbAgreementCollector,
  numaCollector,
  ovsCollector,
  ovsBondCollector,
  ovsConntrackCollector,
  ovsDatapathCollector,
  placementCollector,
  pmdCollector,
  vfCollector,
];
