import { actions } from '../actions/registry.ts';
import { collectors } from '../collectors/registry.ts';
import type { Parts } from '../config/config-schema.ts';
import { exporters } from '../exporters/registry.ts';

/** Everything that can be configured. */
export const allParts: Parts = { collectors, exporters, actions };
