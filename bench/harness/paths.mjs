import { fileURLToPath } from 'node:url';

/** @param {string} relative */
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Where things are; `build` is this run's own and gone afterwards. */
export const paths = {
  bench: path('..'),
  root: path('../..'),
  build: path(`../build/run-${process.pid}`),
  results: path('../results'),
  findings: path('../findings.md'),
  chart: path('../chart.svg'),
};
