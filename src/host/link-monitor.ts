import { type Following, followLines } from './follow-lines.ts';
import type { Argv, LinkNotice } from './host.ts';

// 4: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 …
// 7: veth0@if6: <BROADCAST,MULTICAST> mtu 1500 …
// Deleted 7: veth0@NONE: <BROADCAST,MULTICAST> mtu 1500 …
// [nsid current]4: eth0: …
const ANNOUNCEMENT = /^(?:\[[^\]]*\])?(?:Deleted )?\d+: (.+?): </;

/** The device that a line of `ip -d -o monitor link` names (ip-monitor(8), iproute2 ip/ipaddress.c), if it names one beyond doubt. */
export function announcedInterface(line: string): string | undefined {
  const [name, , ...rest] = ANNOUNCEMENT.exec(line)?.[1]?.split('@') ?? [];
  // A name may itself hold an at sign; then nothing tells where it ends.
  return rest.length > 0 ? undefined : name;
}

/** Follows the kernel's link notifications of one namespace (rtnetlink(7), group RTNLGRP_LINK). */
export function monitorLinks(
  netns: string,
  argv: Argv,
  listener: (notice: LinkNotice) => void,
  signal: AbortSignal,
): Following {
  return followLines(
    argv,
    {
      line: (text) => {
        const name = announcedInterface(text);
        listener(name === undefined ? { netns } : { netns, interface: name, text });
      },
      gap: () => {
        listener({ netns });
        // Until the program has its socket, changes pass it by.
        setTimeout(() => listener({ netns }), SETTLING_MS).unref();
      },
    },
    signal,
  );
}

const SETTLING_MS = 250;

/** A larger socket buffer than usual, so that a storm of notifications is read rather than lost (socket(7), SO_RCVBUFFORCE). */
const RECEIVE_BUFFER = '8388608';

/** `-o` puts an announcement on one line, and `-d` into it what is particular to a kind of device. */
export function monitorCommand(inside: readonly string[]): Argv {
  return ['ip', ...inside, '-rcvbuf', RECEIVE_BUFFER, '-d', '-o', 'monitor', 'link'];
}
