import type { CheckSpec } from '../../checks.ts';
import type { Kind, Kinds } from '../kind.ts';
import { dnsKind } from './dns.ts';
import { icmpKind } from './icmp.ts';
import { udpKind } from './udp.ts';

/** The kinds of checks that there are, apart from `tcp`. */
export const kinds: Kinds = {
  dns: dnsKind,
  icmp: icmpKind,
  udp: udpKind,
  tls: loadedLater(async () => (await import('./tls.ts')).tlsKind),
  http: loadedLater(async () => (await import('./http.ts')).httpKind),
  grpc: loadedLater(async () => (await import('./grpc.ts')).grpcKind),
};

/** A kind that is loaded with the first check of its kind: what TLS, HTTP and HTTP/2 take of memory is much. */
function loadedLater<Spec extends CheckSpec>(load: () => Promise<Kind<Spec>>): Kind<Spec> {
  let loading: Promise<Kind<Spec>> | undefined;
  return {
    run: async (attempt) => {
      loading ??= load();
      const kind = await loading;
      return kind.run(attempt);
    },
  };
}
