/** @import { Results } from '../types.d.ts' */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MEASURED_NODES } from '../harness/flags.mjs';
import { paths } from '../harness/paths.mjs';

const NAME = /^(\d{4}-\d{2}-\d{2})-node(\d+)\.json$/;

/** @param {Results} results */
export function saveResults(results) {
  const major = results.machine.node.replace(/^v(\d+)\..*$/, '$1');
  mkdirSync(paths.results, { recursive: true });
  const name = `${results.date}-node${major}.json`;
  writeFileSync(join(paths.results, name), `${JSON.stringify(rounded(results), null, 1)}\n`);
  return name;
}

/**
 * The latest results of every major version of Node that is measured, the newest version first.
 * @returns {{ name: string, results: Results }[]}
 */
export function latestResults() {
  /** @type {Map<number, string>} */
  const latest = new Map();
  for (const name of readdirSync(paths.results).sort()) {
    const major = NAME.exec(name)?.[2];
    if (major !== undefined && MEASURED_NODES.includes(major)) latest.set(Number(major), name);
  }
  return [...latest]
    .sort(([one], [other]) => other - one)
    .map(([, name]) => ({ name, results: JSON.parse(readFileSync(join(paths.results, name), 'utf8')) }));
}

/**
 * Figures to five significant digits.
 * @param {Results} results
 * @returns {Results}
 */
function rounded(results) {
  return JSON.parse(JSON.stringify(results, (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value)));
}
