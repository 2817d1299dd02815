import type { ListWish } from '../view/objects-of.ts';

/** What a client has asked for that can't be understood, in one sentence for it. */
export type Refusal = { readonly refusal: string };

const MOST_LISTED = 200;
const NAMES = ['text', 'collector', 'kind', 'broken', 'offset', 'limit'];
const NUMBER = /^\d{1,9}$/;

/** Reads `?text=`, `?collector=`, `?kind=`, `?broken=true`, `?offset=` and `?limit=`. */
export function listWish(query: URLSearchParams): ListWish | Refusal {
  const unknown = [...query.keys()].find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    return { refusal: `there is no ${JSON.stringify(unknown.slice(0, 100))} here, only ${NAMES.join(', ')}` };
  }
  const offset = query.get('offset') ?? '0';
  const limit = query.get('limit') ?? '50';
  if (!NUMBER.test(offset))
    return { refusal: `expected an offset such as 50, found ${JSON.stringify(offset.slice(0, 100))}` };
  if (!NUMBER.test(limit) || Number(limit) < 1 || Number(limit) > MOST_LISTED) {
    return { refusal: `expected a limit between 1 and ${MOST_LISTED}, found ${JSON.stringify(limit.slice(0, 100))}` };
  }
  const broken = query.get('broken') ?? 'false';
  if (broken !== 'true' && broken !== 'false') {
    return { refusal: `expected broken to be true or false, found ${JSON.stringify(broken.slice(0, 100))}` };
  }
  const [text, collector, kind] = ['text', 'collector', 'kind'].map((name) => query.get(name));
  return {
    offset: Number(offset),
    limit: Number(limit),
    broken: broken === 'true',
    ...(text ? { text } : {}),
    ...(collector ? { collector } : {}),
    ...(kind ? { kind } : {}),
  };
}
