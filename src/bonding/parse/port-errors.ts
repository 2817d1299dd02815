import { linesOf } from '../../core/text.ts';

// port 1: p2 (dpdk: configured_rx_queues=1, …)
const PORT = /^\s+port \S+: (\S+)/;
//     RX packets:46 errors:0 dropped:0 overruns:? frame:?
const FIGURES = /^\s+(?:RX|TX) packets:\S+ errors:(\S+)/;

/**
 * Receive and transmit errors together of each port, as `dpctl/show -s` prints them (ovs, lib/dpctl.c `show_dpif`). A port
 * that does not count one of them (`?`) has none.
 */
export function portErrorsIn(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number[]>();
  let port = '';
  for (const line of linesOf(text)) {
    port = PORT.exec(line)?.[1] ?? port;
    const count = FIGURES.exec(line)?.[1];
    if (count !== undefined) counts.set(port, [...(counts.get(port) ?? []), Number(count)]);
  }
  return new Map(
    [...counts].flatMap(([name, [received = Number.NaN, sent = Number.NaN]]) =>
      Number.isFinite(received + sent) ? [[name, received + sent]] : [],
    ),
  );
}
