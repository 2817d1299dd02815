import { showActions } from './actions.ts';
import { refreshDetails } from './details.ts';
import { byId } from './elements.ts';
import { addEvents, prepareEvents, showEvents } from './events.ts';
import { showHealth } from './health.ts';
import { prepareObjects, showKinds } from './objects.ts';
import { showPlane } from './plane.ts';
import { askEvents, askStatus, askTrends, type HostEvent } from './server.ts';
import { prepareSheet } from './sheet.ts';
import { followEvents } from './stream.ts';
import { refreshAges } from './times.ts';
import { showTrends } from './trends.ts';

/** What no event tells is asked for so often; nothing of it is sent unless it changed. */
const SLOW_MS = 15_000;
/** Events that come in crowds are answered together. */
const CROWD_MS = 250;
const AGES_MS = 1_000;

let isAsking = false;
let askAgain = false;
let askedAt = 0;
let waiting: readonly HostEvent[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let watch: AbortController | undefined;

/** Asks for the status and shows it, once at a time; whoever wants it meanwhile gets another one afterwards. */
async function refresh(): Promise<void> {
  askAgain = isAsking;
  if (isAsking) return;
  isAsking = true;
  askedAt = Date.now();
  try {
    const { value, isNew } = await askStatus();
    if (isNew) {
      byId('host').textContent = value.host;
      byId('version').textContent = value.version;
      showHealth(value);
      showActions(value);
      showPlane(value.plane);
      showKinds(value.kinds);
      await refreshDetails();
    }
    byId('trouble').hidden = true;
  } catch (error) {
    byId('trouble').hidden = false;
    byId('trouble').textContent =
      `The agent does not answer: ${error instanceof Error ? error.message : error}. What is shown is old.`;
  } finally {
    isAsking = false;
    if (askAgain) soon();
  }
}

/** Asks at once, or together with what comes in the next moment when it has just asked. */
function soon(): void {
  clearTimeout(timer);
  timer = setTimeout(
    () => {
      addEvents(waiting);
      waiting = [];
      void refresh();
    },
    Math.max(0, askedAt + CROWD_MS - Date.now()),
  );
}

async function refreshSlowly(): Promise<void> {
  await refresh();
  showTrends(await askTrends().catch(() => []));
}

async function begin(): Promise<void> {
  watch = new AbortController();
  const { signal } = watch;
  const slowly = setInterval(() => void refreshSlowly(), SLOW_MS);
  const ages = setInterval(refreshAges, AGES_MS);
  signal.addEventListener('abort', () => {
    clearInterval(slowly);
    clearInterval(ages);
  });
  void refreshSlowly();
  const live = (state: string, words: string) => {
    byId('live').dataset.state = state;
    byId('live-words').textContent = words;
  };
  await followEvents(
    {
      event: (event) => {
        waiting = [...waiting, event];
        soon();
      },
      connected: () => {
        live('on', 'live');
        soon();
        askEvents(100).then(showEvents, () => undefined);
      },
      lost: () => live('off', 'not connected'),
    },
    signal,
  );
}

/** A page that nobody sees costs the host nothing. */
function whenSeen(): void {
  if (document.visibilityState === 'hidden') {
    watch?.abort();
    watch = undefined;
  } else if (watch === undefined) {
    void begin();
  }
}

prepareSheet();
prepareObjects();
prepareEvents();
document.addEventListener('visibilitychange', whenSeen);
whenSeen();
