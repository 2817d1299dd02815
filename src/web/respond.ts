import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Ends a response with one short text in UTF-8. */
export function respondText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  respond(response, status, 'text/plain; charset=utf-8', `${text}\n`, headers);
}

/** Ends a response with a body that is at hand. Node leaves the body out where the request was HEAD. */
export function respond(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body), ...headers });
  response.end(body);
}
