import * as bars from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as states from '@grafana/grafana-foundation-sdk/statetimeline';
import * as graph from '@grafana/grafana-foundation-sdk/timeseries';
import type { Panel } from '../model/board.ts';
import { byName, byThresholds, mappingsOf, thresholdsOf } from './colours.ts';
import { NOTHING } from './no-value.ts';
import { tablePanel } from './table.ts';

const legend = () =>
  new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);
const tooltip = () => new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
const last = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);

/** The panel without title, queries and place. */
export function panelOfKind(panel: Panel) {
  switch (panel.kind) {
    case 'stat':
      return statPanel(panel);
    case 'graph':
      return graphPanel(panel);
    case 'states':
      return statesPanel(panel);
    case 'bars':
      return barsPanel(panel);
    case 'spread':
      return spreadPanel(panel);
    case 'table':
      return tablePanel(panel);
  }
}

function statPanel({ unit = 'short', words = [], ...panel }: Panel) {
  const isColoured = panel.thresholds !== undefined || panel.alarm !== undefined || words.length > 0;
  return new stat.PanelBuilder()
    .unit(unit)
    .mappings(mappingsOf(words))
    .thresholds(thresholdsOf(panel))
    .colorScheme(byThresholds())
    .colorMode(isColoured ? BigValueColorMode.Background : BigValueColorMode.None)
    .graphMode(words.length > 0 ? BigValueGraphMode.None : BigValueGraphMode.Area)
    .reduceOptions(last())
    .noValue(NOTHING);
}

function graphPanel({ unit = 'short', stacked = false, ...panel }: Panel) {
  const drawn = panel.thresholds === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed;
  return (
    new graph.PanelBuilder()
      .unit(unit)
      .axisSoftMin(0)
      .thresholds(thresholdsOf(panel))
      .colorScheme(byName())
      .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(drawn))
      .stacking(new StackingConfigBuilder().mode(stacked ? StackingMode.Normal : StackingMode.None))
      .fillOpacity(stacked ? 30 : 8)
      .showPoints(VisibilityMode.Never)
      // A gap is a reading that failed or an agent that was away: it is not drawn over.
      .spanNulls(false)
      .legend(legend())
      .tooltip(tooltip())
      .noValue(NOTHING)
  );
}

function statesPanel({ words = [], ...panel }: Panel) {
  return new states.PanelBuilder()
    .mappings(mappingsOf(words))
    .thresholds(thresholdsOf(panel))
    .colorScheme(byThresholds())
    .mergeValues(true)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)
    .legend(legend())
    .tooltip(tooltip())
    .noValue(NOTHING);
}

function barsPanel({ unit = 'short', words = [], ...panel }: Panel) {
  const ratio = unit === 'percentunit';
  const built = new bars.PanelBuilder()
    .unit(unit)
    .min(0)
    .mappings(mappingsOf(words))
    .thresholds(thresholdsOf(panel))
    .colorScheme(byThresholds())
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .showUnfilled(true)
    .reduceOptions(last())
    .noValue(NOTHING);
  return ratio ? built.max(1) : built;
}

function spreadPanel({ unit = 'short' }: Panel) {
  return new heatmap.PanelBuilder()
    .calculate(false)
    .color(new heatmap.HeatmapColorOptionsBuilder().mode(heatmap.HeatmapColorMode.Scheme).scheme('Oranges').steps(64))
    .yAxis(new heatmap.YAxisConfigBuilder().unit(unit))
    .showLegend()
    .noValue(NOTHING);
}
