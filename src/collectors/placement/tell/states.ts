import { formatNumbers } from '../../../core/number-list.ts';
import { type FieldValue, type State, type States, sameState, stateKey } from '../../../core/state.ts';
import type { Audit, GuestPlacement } from '../audit/model.ts';
import type { Expectation } from '../settings.ts';
import { guestKind } from './kinds.ts';

/** Where each guest is. What could not be read stands as it was before; a state that says the same is the same object. */
export function statesOfAudit({ guests }: Audit, before: States): States {
  return new Map(
    guests.map((guest) => {
      const key = stateKey({ kind: guestKind.kind, subject: guest.name });
      const earlier = before.get(key);
      const state = guestState(guest, earlier?.fields ?? {});
      return [key, earlier !== undefined && sameState(earlier, state) ? earlier : state];
    }),
  );
}

type Fields = Readonly<Record<string, FieldValue>>;

function guestState(
  { name, cpus, memory, devices, ports, nodes, expected, deviations }: GuestPlacement,
  earlier: Fields,
): State {
  const known = devices.every(({ isRead }) => isRead);
  const now = {
    nodes: nodes && formatNumbers(nodes),
    cpu_nodes: cpus && formatNumbers(cpus.nodes),
    memory_nodes: memory && formatNumbers(memory.nodes),
    device_nodes: known ? formatNumbers(devices.flatMap(({ node }) => node ?? [])) : undefined,
    polling_nodes: formatNumbers(ports.flatMap(({ queues }) => queues.flatMap(({ node }) => node ?? []))),
  };
  const kept = Object.entries(now).map(([field, value]) => [field, value ?? earlier[field] ?? null]);
  // The same declaration may be judged again once all is known.
  const declared = declaredText(expected);
  const judged = declared !== null && deviations === undefined && earlier.declared === declared;
  return {
    kind: guestKind.kind,
    subject: name,
    fields: {
      ...Object.fromEntries(kept),
      declared,
      as_declared: judged ? (earlier.as_declared ?? null) : isAsDeclared(deviations),
      deviation: judged ? (earlier.deviation ?? null) : deviations?.join('; ') || null,
    },
  };
}

function isAsDeclared(deviations: readonly string[] | undefined): boolean | null {
  return deviations === undefined ? null : deviations.length === 0;
}

/** `node 0`, `nodes 0-1`, `cross-NUMA`. */
export function declaredText(expected: Expectation | undefined): string | null {
  if (expected === undefined) return null;
  if (expected === 'cross') return 'cross-NUMA';
  return `${expected.length === 1 ? 'node' : 'nodes'} ${formatNumbers(expected)}`;
}
