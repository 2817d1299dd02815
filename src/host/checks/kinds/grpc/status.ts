import type { Outcome } from '../../kind.ts';
import { healthAnswer } from './health-message.ts';

/** The answer to a call, as HTTP/2 brought it. */
export type GrpcAnswer = {
  /** `:status` */
  readonly http: number;
  /** `grpc-status` and `grpc-message`, from the trailers, or from the headers where there was no message. */
  readonly status: string | undefined;
  readonly message: string | undefined;
  readonly body: Buffer;
};

/** The status codes of gRPC (grpc/doc/statuscodes.md), by number. */
const codes: readonly string[] = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED'],
  ...['INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
];

/** Codes of a server that is there and says that the service is not: by the protocol, it knows no such service. */
const notServing = ['NOT_FOUND', 'UNAVAILABLE'];

/** What an answer says about the service. */
export function judge({ http, status, message, body }: GrpcAnswer): Outcome {
  if (http !== 200) return { reason: 'wrong-status', detail: `HTTP ${http}` };
  if (status === undefined) return { reason: 'bad-answer', detail: 'no grpc-status' };
  const code = codes[Number(status)] ?? status;
  if (code !== 'OK') {
    const detail = message === undefined || message === '' ? code : `${code}: ${decoded(message)}`;
    return { reason: notServing.includes(code) ? 'not-serving' : 'wrong-answer', detail };
  }
  const answer = healthAnswer(body);
  if (answer.is === 'malformed') return { reason: 'bad-answer', detail: answer.why };
  return { reason: answer.status === 'SERVING' ? 'ok' : 'not-serving', detail: answer.status };
}

/** Messages are percent-encoded; those that are not are shown as they are. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}
