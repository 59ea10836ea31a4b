import type { Scenario } from '../scenario.js';
import { chaosOfUpdates } from './chaos.js';
import { deploy } from './deploy.js';
import { evictions } from './evictions.js';
import { freeze } from './freeze.js';
import { latency } from './latency.js';
import { leaderKilled } from './leader-killed.js';
import { refresh } from './refresh.js';
import { skew } from './skew.js';
import { storm } from './storm.js';

/** All of them, in the order of the specification. */
export const SCENARIOS: readonly Scenario[] = [storm, leaderKilled, chaosOfUpdates, freeze, refresh, skew, deploy, evictions, latency];
