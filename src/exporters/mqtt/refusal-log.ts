import type { Logger } from 'pino';
import type { CloudEvent } from '../../core/event.ts';
import type { Refusal } from './message.ts';
import type { MqttCounts } from './metrics.ts';

/** Counts what the broker refused, and logs it once for each topic and reason on one connection. */
export type RefusalLog = {
  /** A new connection. */
  readonly begin: () => void;
  readonly event: (event: CloudEvent, refusal: Refusal, givenUp: boolean) => void;
  readonly state: (topic: string, refusal: Refusal) => void;
};

export function createRefusalLog(log: Logger, counts: MqttCounts): RefusalLog {
  const told = new Set<string>();
  const tell = (what: string, message: string) => {
    if (told.has(what)) return;
    told.add(what);
    log.warn(message);
  };
  return {
    begin: () => told.clear(),
    event: ({ id, type }, { reason }, givenUp) => {
      counts.failures += 1;
      if (givenUp) {
        counts.refused += 1;
        tell(
          `lost ${type} ${reason}`,
          `the broker does not take ${type}: ${reason}; gave up event ${id}, and others go on`,
        );
      } else {
        tell(`kept ${type} ${reason}`, `the broker refuses ${type} for now: ${reason}; it is tried again`);
      }
    },
    state: (topic, { reason }) => {
      counts.failures += 1;
      tell(`state ${reason}`, `the broker does not take ${topic}: ${reason}`);
    },
  };
}
