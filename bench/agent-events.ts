/** An event as the agent publishes it to the subscribers of its stream, and the moment of its arrival. */
export type SeenEvent = {
  readonly at: number;
  readonly type: string;
  readonly subject: string;
  readonly field: unknown;
  readonly after: unknown;
};

/** Subscribes to the event stream of a running agent until the signal is aborted. Resolves when it is subscribed. */
export async function followEvents(url: string, seen: (event: SeenEvent) => void, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`${url}/events`, { signal });
  const decoder = new TextDecoder();
  let rest = '';
  const follow = async () => {
    for await (const chunk of answer.body ?? []) {
      const at = performance.now();
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: ')) continue;
        const { type, subject, data } = JSON.parse(line.slice('data: '.length));
        seen({ at, type, subject, field: data?.field, after: data?.after });
      }
    }
  };
  follow().catch(() => undefined);
}
