export { type FormatStatsOptions, formatStats } from './format-stats.js';
export { type HitCounts, hitRatio } from './hit-ratio.js';
export {
  type CacheDifference,
  type Continuity,
  type SingletonDifference,
  type StatsDifference,
  statsSince,
} from './stats-since.js';
