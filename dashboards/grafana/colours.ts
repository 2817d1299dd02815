import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Tone, Words } from '../model/board.ts';
import { type Step, stepsOf } from '../model/thresholds.ts';

/** Colours of Grafana's own palette that can be told apart in the light and in the dark theme, also without red and green. */
const COLOURS: Readonly<Record<Tone, string>> = {
  good: 'green',
  info: 'blue',
  warning: 'orange',
  critical: 'red',
  plain: 'text',
};

export const colourOf = (tone: Tone): string => COLOURS[tone];

/** Counters that grew are not whole numbers: an increase of one may be a little less. */
const ABOVE_NOTHING = 0.001;

type Scale = { readonly thresholds?: readonly string[]; readonly alarm?: Tone };

/** The steps of a panel or a column: its alerts' thresholds, or `alarm` from 1 on, or none. */
export function scaleOf({ thresholds, alarm }: Scale): readonly Step[] {
  if (thresholds !== undefined) return stepsOf(thresholds);
  if (alarm === undefined) return [{ value: null, tone: 'plain' }];
  return [
    { value: null, tone: 'good' },
    { value: ABOVE_NOTHING, tone: alarm },
  ];
}

export function stepsJson(steps: readonly Step[]) {
  return steps.map(({ value, tone }) => ({ value, color: colourOf(tone) }));
}

export function thresholdsOf(scale: Scale) {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsJson(scaleOf(scale)));
}

export const byThresholds = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
export const byName = () => new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);

export function mappingsOf(words: Words): ValueMapping[] {
  const options = Object.fromEntries(
    words.map(([text, tone], index) => [String(index), { text, color: colourOf(tone), index }]),
  );
  return [{ type: MappingType.ValueToText, options }];
}
