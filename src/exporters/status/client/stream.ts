import type { HostEvent } from './server.ts';

export type StreamListener = {
  readonly event: (event: HostEvent) => void;
  readonly connected: () => void;
  readonly lost: () => void;
};

const RETRY_MS = 2_000;
/** A quiet stream sends something each 15 seconds; nothing for so long is no stream any more. */
const SILENCE_MS = 65_000;

/**
 * Follows the events of the host until the signal is aborted, over reconnections and without losing one. Read by hand
 * instead of by an EventSource, which listens only to types that are named beforehand.
 */
export async function followEvents(listener: StreamListener, signal: AbortSignal): Promise<void> {
  let place: string | undefined;
  while (!signal.aborted) {
    try {
      await read();
    } catch {
      // Whatever it was, the next try tells.
    }
    if (signal.aborted) return;
    listener.lost();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }

  async function read(): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    const response = await fetch(place === undefined ? 'events' : `events?after=${place}`, {
      cache: 'no-store',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) throw new Error(String(response.status));
    listener.connected();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      const lines = `${rest}${value}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    }
  }

  /** `id: 0000000000000042` moves the place, `data: {…}` is an event or a notice about the stream. */
  function take(line: string): void {
    if (line.startsWith('id: ')) place = line.slice('id: '.length);
    if (!line.startsWith('data: ')) return;
    const event: HostEvent | { readonly what: string } = JSON.parse(line.slice('data: '.length));
    if ('specversion' in event && 'sequence' in event) listener.event(event);
  }
}
