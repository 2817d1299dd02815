import type { ObjectDetails, ObjectList, ObjectSearch, Trend } from '../model/object.ts';
import type { Status } from '../model/status.ts';
import { setClock } from './times.ts';

/** An event as the stream and the list tell it. */
export type HostEvent = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly severity: string;
  readonly sequence: string;
  readonly data: { readonly message: string };
};

let status: { readonly tag: string; readonly value: Status } | undefined;

/** Everything the page shows at once; `isNew` where it is another than before. */
export async function askStatus(): Promise<{ readonly value: Status; readonly isNew: boolean }> {
  const response = await ask('api/v1/status', status === undefined ? {} : { 'If-None-Match': status.tag });
  setClock(response.headers.get('Date'));
  if (response.status === 304 && status !== undefined) {
    // An answer that nobody reads to its end counts as given up.
    await response.text();
    return { value: status.value, isNew: false };
  }
  const value: Status = await response.json();
  status = { tag: response.headers.get('ETag') ?? '', value };
  return { value, isNew: true };
}

export async function askObjects(search: ObjectSearch & { readonly offset: number }): Promise<ObjectList> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== '') query.set(name, String(value));
  return (await ask(`api/v1/objects?${query}`)).json();
}

export async function askObject(id: string): Promise<ObjectDetails | undefined> {
  const response = await fetch(`api/v1/object?${new URLSearchParams({ id })}`, { cache: 'no-store' });
  if (response.status === 404) return undefined;
  return (await checked(response)).json();
}

export async function askTrends(): Promise<readonly Trend[]> {
  return (await ask('api/v1/trends')).json();
}

export async function askRunbook(alert: string): Promise<string> {
  const { markdown }: { readonly markdown: string } = await (
    await ask(`api/v1/runbook?${new URLSearchParams({ alert })}`)
  ).json();
  return markdown;
}

export async function askEvents(limit: number): Promise<readonly HostEvent[]> {
  return (await ask(`events.json?limit=${limit}`)).json();
}

/** One entry of the journal about a decision. What it has depends on what it is. */
export type StoryEntry = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly entry: {
    readonly what: string;
    readonly words?: string;
    readonly outcome?: string;
    readonly answer?: string;
    readonly by?: string;
    readonly phase?: string;
    readonly undo?: boolean;
    readonly index?: number;
    readonly plan?: { readonly summary: string; readonly expects: string };
    readonly verdicts?: readonly { readonly guard: string; readonly says: string; readonly words: string }[];
  };
};

/** The whole story of a decision, oldest first. */
export async function askStory(id: string): Promise<readonly StoryEntry[]> {
  return (await ask(`actions/story?${new URLSearchParams({ id })}`)).json();
}

/** Approves or rejects a decision. Resolves to what came of it, in words; rejects with why it could not be asked. */
export async function decide(
  id: string,
  answer: 'approve' | 'reject',
  reason: string,
  token: string | undefined,
): Promise<string> {
  const response = await fetch('actions/answer', {
    method: 'POST',
    cache: 'no-store',
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ id, answer, reason }),
  });
  // 409: it was understood, and is not done.
  const { words }: { readonly words: string } = await (response.status === 409
    ? response
    : await checked(response)
  ).json();
  return words;
}

async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return checked(await fetch(path, { cache: 'no-store', headers }));
}

async function checked(response: Response): Promise<Response> {
  if (response.ok || response.status === 304) return response;
  throw new Error(`${response.status}: ${(await response.text()).trim().slice(0, 200)}`);
}
