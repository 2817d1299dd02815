import type { PmdEvidence, PmdRebalanceEvidence } from './evidence.ts';

/** The PMDs of a NUMA node; null is the node of those whose node is not known. */
export type NodePmds = { readonly node: number | null; readonly pmds: readonly PmdEvidence[] };

export function nodesOf({ pmds }: Pick<PmdRebalanceEvidence, 'pmds'>): readonly NodePmds[] {
  return [...Map.groupBy(pmds, ({ node }) => node)].map(([node, ofNode]) => ({ node, pmds: ofNode }));
}

/** The node that labels mean: by name, by the core of one of its PMDs, or else the one with the greatest spread. */
export function meantNode(
  evidence: Pick<PmdRebalanceEvidence, 'pmds'>,
  labels: ReadonlyMap<string, string>,
): NodePmds | undefined {
  const nodes = nodesOf(evidence);
  const core = labels.get('core');
  if (core !== undefined) return nodes.find(({ pmds }) => pmds.some((pmd) => pmd.core === Number(core)));
  const node = labels.get('node');
  if (node !== undefined) return nodes.find((one) => one.node === Number(node));
  return nodes.toSorted((a, b) => spreadOf(b.pmds) - spreadOf(a.pmds))[0];
}

/** PMDs that get queues which are not pinned to them. */
export function openPmds({ pmds }: Pick<NodePmds, 'pmds'>): readonly PmdEvidence[] {
  return pmds.filter(({ isolated }) => !isolated);
}

/** From the least busy to the busiest; 0 where fewer than two are known. */
export function spreadOf(pmds: readonly PmdEvidence[]): number {
  const shares = busyShares(pmds);
  return shares.length < 2 ? 0 : Math.max(...shares) - Math.min(...shares);
}

export function busyShares(pmds: readonly PmdEvidence[]): readonly number[] {
  return pmds.flatMap(({ busy }) => busy ?? []);
}

/** `NUMA node 0` */
export function nodeName({ node }: Pick<NodePmds, 'node'>): string {
  return node === null ? 'the NUMA node that is not known' : `NUMA node ${node}`;
}

/** `97 %` */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
