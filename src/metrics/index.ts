export type {
  BuildTrace,
  DiagnosticsMessages,
  DiagnosticsTraces,
  EvictMessage,
  HitMessage,
  InvalidateMessage,
  LoadMessage,
  LoadTrace,
  MissMessage,
  SharedMessage,
  SingletonMessage,
  StoreMessage,
  ThawMessage,
} from '../diagnostics/messages.js';
export { publishDiagnostics } from '../diagnostics/publish-diagnostics.js';
export { type EmfMetricsOptions, emfMetrics } from './emf-metrics.js';
export { type FormatStatsOptions, type FormattableStats, formatStats } from './format-stats.js';
export { type HitCounts, hitRatio } from './hit-ratio.js';
export { type OpenTelemetryMeter, openTelemetryMetrics } from './open-telemetry-metrics.js';
export {
  type OpenTelemetrySpan,
  type OpenTelemetryTracer,
  openTelemetryTraces,
} from './open-telemetry-traces.js';
export {
  type PowertoolsMetrics,
  type PowertoolsSingleMetric,
  powertoolsMetrics,
} from './powertools-metrics.js';
export type { PublishingOptions } from './publishing.js';
export type { MetricName } from './samples.js';
export {
  type CacheDifference,
  type Continuity,
  type SingletonDifference,
  type StatsDifference,
  statsSince,
} from './stats-since.js';
