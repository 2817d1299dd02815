import { optionalWholeIn, parseObjects, textIn } from './json.ts';

/** What the queueing discipline at a device's root, with all below it, did with packets to be sent. */
export type Qdisc = {
  readonly kind: string;
  readonly drops: number | undefined;
  /** Packets that had to wait because the rate allowed no more. */
  readonly overlimits: number | undefined;
  /** Packets put back because the device could not take them. */
  readonly requeues: number | undefined;
  /** Bytes waiting. */
  readonly backlog: number | undefined;
  /** Packets waiting. */
  readonly length: number | undefined;
};

/**
 * `tc -j -s qdisc show` (tc(8), iproute2 tc/tc_qdisc.c), by device. An entry is
 * `{"kind":"mq","handle":"0:","dev":"eth0","root":true,"options":{},"bytes":606,"packets":7,"drops":0,"overlimits":0,"requeues":2,"backlog":0,"qlen":0}`
 * Only the root is taken: it counts what those below it do as well. A device without a queue is left out.
 * @throws ParseError
 */
export function parseQdiscs(text: string, command: string): ReadonlyMap<string, Qdisc> {
  const byDevice = new Map<string, Qdisc>();
  for (const object of parseObjects(text, command)) {
    if (object.root !== true) continue;
    const kind = textIn(object, 'kind', command, 'a queueing discipline');
    if (!hasQueue(kind)) continue;
    const device = textIn(object, 'dev', command, kind);
    const count = (key: string) => optionalWholeIn(object, key, command, `${kind} of ${device}`);
    byDevice.set(device, {
      kind,
      drops: count('drops'),
      overlimits: count('overlimits'),
      requeues: count('requeues'),
      backlog: count('backlog'),
      length: count('qlen'),
    });
  }
  return byDevice;
}

/** `noqueue` hands packets straight to the device, `noop` stands for a device that is down. */
export function hasQueue(kind: string | undefined): boolean {
  return kind !== undefined && kind !== 'noqueue' && kind !== 'noop';
}
