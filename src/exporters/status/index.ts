import { defineExporter } from '../exporter.ts';
import { answerJson, refuse } from './serve/answer.ts';
import { assetRoutes } from './serve/assets.ts';
import { createRecentEvents, type EventsAbout } from './serve/recent-events.ts';
import { runbookOf } from './serve/runbooks.ts';
import { listWish } from './serve/wishes.ts';
import { statusSettings } from './settings.ts';
import { detailsOf } from './view/details-of.ts';
import { objectsOf } from './view/objects-of.ts';
import type { SinceWhen } from './view/problems-of.ts';
import { statusOf } from './view/status-of.ts';
import { trendsOf } from './view/trends-of.ts';

/**
 * The status page: what a person opens first on a host. Everything is made when it is asked for, from the last finished
 * readings; between two questions nothing is done.
 */
export const exporter = defineExporter({
  name: 'status',
  help: 'The status page: health, a picture of the data plane, alerts, actions and events of this host, for people.',
  settings: statusSettings,
  metrics: [],
  start(view, settings) {
    if (!settings.enabled) return undefined;
    const recent = createRecentEvents(view.store);
    const startedAt = Math.round(performance.timeOrigin);
    /** An unreadable store takes the times away, never the page. */
    const look = (): EventsAbout => {
      try {
        return recent.look();
      } catch (error) {
        view.log.error({ err: error }, 'the status page could not read the event store');
        return () => [];
      }
    };
    return {
      routes: [
        ...assetRoutes(),
        {
          method: 'GET',
          path: '/api/v1/status',
          help: 'What the status page shows, as JSON: what is wrong, the data plane, actions.',
          handle: (request, response, _url, { isKnown }) => {
            const { hostName: host, version, collectorNames } = view;
            const known = {
              host,
              version,
              startedAt,
              collectorNames,
              snapshots: view.snapshots(),
              sinceWhen: since(look()),
            };
            return answerJson(request, response, statusOf(known, isKnown));
          },
        },
        {
          method: 'GET',
          path: '/api/v1/objects',
          help: 'Objects of the host as JSON, the broken ones first. ?text=, ?collector=, ?kind=, ?broken=true, ?offset=, ?limit=.',
          handle: (request, response, { searchParams }) => {
            const wish = listWish(searchParams);
            if ('refusal' in wish) return refuse(response, 400, wish.refusal);
            return answerJson(request, response, objectsOf(view.snapshots(), wish));
          },
        },
        {
          method: 'GET',
          path: '/api/v1/object',
          help: 'One object as JSON: the fields of its state and its recent events. ?id=COLLECTOR/KIND/SUBJECT.',
          handle: (request, response, { searchParams }) => {
            const details = detailsOf(view.snapshots(), searchParams.get('id') ?? '', look());
            if (details === undefined)
              return refuse(response, 404, 'there is no such object: expected ?id=COLLECTOR/KIND/SUBJECT');
            return answerJson(request, response, details);
          },
        },
        {
          method: 'GET',
          path: '/api/v1/trends',
          help: 'The recent past of some figures as JSON, for small pictures.',
          handle: (request, response) => answerJson(request, response, trendsOf(view.past)),
        },
        {
          method: 'GET',
          path: '/api/v1/runbook',
          help: 'The runbook that ships for an alert, as JSON with Markdown in it. ?alert=NAME.',
          handle: async (request, response, { searchParams }) => {
            const markdown = await runbookOf(searchParams.get('alert') ?? '');
            if (markdown === undefined)
              return refuse(response, 404, 'no runbook ships for this alert: expected ?alert=NAME');
            return answerJson(request, response, { markdown });
          },
        },
      ],
      stop: async () => recent.forget(),
    };
  },
});

/** The last event about an object tells since when it is as it is. */
function since(eventsAbout: EventsAbout): SinceWhen {
  return (collector, subject) => {
    const event = eventsAbout(collector, subject).find(({ severity }) => severity !== 'info');
    return event === undefined ? undefined : Date.parse(event.time);
  };
}
