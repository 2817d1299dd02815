import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Config, journalFolderPath } from '../config/config.ts';
import type { Route } from '../exporters/exporter.ts';
import { readJournal } from '../remediation/journal/journal.ts';
import type { Wish } from '../remediation/requests/request.ts';
import { readBody } from '../web/read-body.ts';
import { respond, respondText } from '../web/respond.ts';
import { tokenGuard } from './bearer-token.ts';
import type { HostRemediation } from './remediation.ts';

export type ActionRoutesOptions = {
  /** Nothing as long as it is not at work. */
  readonly remediation: () => Pick<HostRemediation, 'answers' | 'snapshot'> | undefined;
  readonly config: Pick<Config, 'remediation' | 'state_directory'>;
  readonly log: Logger;
};

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const MOST_BYTES = 16_384;
const ID = /^[0-9a-f]{8}$/;
/** RFC 7617 */
const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/** What is asked over HTTP: the wishes of the command line that answer a decision. */
const body = z.discriminatedUnion('answer', [
  z.strictObject({
    id: z.string().regex(ID, 'expected the id of a decision'),
    answer: z.literal('approve'),
    reason: reason(),
  }),
  z.strictObject({
    id: z.string().regex(ID, 'expected the id of a decision'),
    answer: z.literal('reject'),
    reason: reason(),
  }),
]);

function reason() {
  return z.string().max(1_000).default('');
}

/** The pages of actions: what was decided, the story of one decision, and, for those who are known, its answer. */
export function actionRoutes(options: ActionRoutesOptions): readonly Route[] {
  return [listRoute(options), storyRoute(options), answerRoute(options)];
}

function listRoute({ remediation }: ActionRoutesOptions): Route {
  return {
    method: 'GET',
    path: '/actions',
    help: 'What was decided about actions, as JSON; the newest first.',
    handle: (_request, response) => {
      const all = [...(remediation()?.snapshot().states.values() ?? [])];
      respondJson(
        response,
        200,
        all.map(({ kind, subject, fields }) => ({ kind, subject, ...fields })),
      );
    },
  };
}

function storyRoute({ config }: ActionRoutesOptions): Route {
  return {
    method: 'GET',
    path: '/actions/story',
    help: 'The whole story of one decision, as JSON: /actions/story?id=1a2b3c4d.',
    handle: async (_request, response, url) => {
      const id = url.searchParams.get('id') ?? '';
      if (!ID.test(id)) return respondText(response, 400, 'expected ?id= and the id of a decision');
      const story = (await readJournal(journalFolderPath(config))).written.filter(
        ({ entry }) => 'id' in entry && entry.id === id,
      );
      if (story.length === 0) return respondText(response, 404, `there is no decision ${id}`);
      respondJson(response, 200, story);
    },
  };
}

function answerRoute({ remediation, config, log }: ActionRoutesOptions): Route {
  return {
    method: 'POST',
    path: '/actions/answer',
    help: 'Approves or rejects a decision that waits: {"id": "1a2b3c4d", "answer": "approve", "reason": "…"}. Needs a token, a client certificate or a password.',
    guard: tokenGuard(config.remediation.token_file, "actions can't be answered", log),
    handle: async (request, response) => {
      const answers = remediation()?.answers;
      if (answers === undefined) return respondText(response, 503, 'remediation is not at work');
      const wish = await wishIn(request, response);
      if (wish === undefined) return;
      const asked = { id: randomBytes(8).toString('hex'), at: Date.now(), who: whoAsks(request), wish };
      const said = await answers(asked);
      respondJson(response, said.ok ? 200 : 409, said);
    },
  };
}

/** Nothing when there is none, and the client was told so. A type that no form can send keeps other sites' pages out. */
async function wishIn(request: IncomingMessage, response: ServerResponse): Promise<Wish | undefined> {
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    respondText(response, 415, 'expected the content type application/json');
    return undefined;
  }
  const read = await readBody(request, MOST_BYTES);
  if ('refusal' in read) {
    respondText(response, 400, 'expected a short text in UTF-8');
    return undefined;
  }
  try {
    const { id, answer, reason: words } = body.parse(JSON.parse(read.text));
    return { what: answer, decision: id, words };
  } catch (error) {
    const words = error instanceof z.ZodError ? z.prettifyError(error) : 'expected JSON';
    respondText(response, 400, words);
    return undefined;
  }
}

/** The name by which the server has let somebody in. */
function whoAsks({ headers: { authorization = '' } }: IncomingMessage): string {
  const [, credentials] = BASIC.exec(authorization) ?? [];
  const [user = ''] = credentials === undefined ? [] : Buffer.from(credentials, 'base64').toString('utf8').split(':');
  return user === '' ? 'somebody over HTTP' : `${user.slice(0, 100)} over HTTP`;
}

function respondJson(response: ServerResponse, status: number, value: unknown): void {
  respond(response, status, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`, {
    'Cache-Control': 'no-store',
  });
}
