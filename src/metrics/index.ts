export { type FormatStatsOptions, formatStats } from './format-stats.js';
