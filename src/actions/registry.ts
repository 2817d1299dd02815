// Made by `npm run generate` from the folders beside it; not to be edited.

import type { RegisteredAction } from './action.ts';

/** Every action there is, in order of name. */
export const actions: readonly RegisteredAction[] = [];
