import { buildClockShim } from '../samples/container/lambda/clock-shim.js';
import { bundleWorker } from './bed/bundle.js';
import { Fleet, type FleetTools } from './bed/fleet.js';
import { readFlags } from './flags.js';
import { writeResults } from './report/page.js';
import type { Row } from './report/row.js';
import { heading, linesOf } from './report/table.js';
import type { Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';

/** The program behind `npm run fleet`: exit code 0 means that every number was reached, in the short form those at least that no busy machine can spoil. */
const flags = readFlags(process.argv.slice(2));
const chosen = SCENARIOS.filter(({ number }) => flags.only.length === 0 || flags.only.includes(number));
if (chosen.length === 0) throw new Error(`There is no scenario ${flags.only.join(', ')}.`);
const tools: FleetTools = { program: await bundleWorker(), clockShim: await buildClockShim() };
const running = new Set<Fleet>();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exitCode = 1;
    Promise.all([...running].map((fleet) => fleet.cleanup.run())).finally(() => process.exit());
  });

const results: [Scenario, readonly Row[]][] = [];
const beganAt = performance.now();
for (const line of heading()) console.log(line);
for (let time = 0; time < flags.times; time += 1)
  for (const scenario of chosen) {
    const rows = await runOne(scenario);
    results.push([scenario, rows]);
    for (const line of linesOf(scenario, rows)) console.log(line);
  }

const missed = results.flatMap(([, rows]) => rows).filter(({ isReached }) => !isReached);
const seconds = (performance.now() - beganAt) / 1000;
console.log(`\n${missed.length === 0 ? 'Every number was reached' : `${missed.length} numbers were missed`} in ${seconds.toFixed(0)} s.`);
if (flags.write) writeResults(results, seconds);
const isWrong = missed.some(({ isPace }) => flags.size === 'full' || isPace !== true);
if (missed.length > 0 && !isWrong)
  console.log('Nothing wrong was read: what was missed are times and numbers of loads, which a busy machine misses.');
process.exitCode = isWrong ? 1 : 0;

/** A scenario that fails, rather than misses a number, is a row that says so. */
async function runOne(scenario: Scenario): Promise<readonly Row[]> {
  const fleet = new Fleet(tools, flags.size);
  running.add(fleet);
  try {
    return await scenario.run(fleet, flags.size);
  } catch (error) {
    console.error(error);
    return [{ what: 'it ran to its end', toReach: 'yes', measured: 'failed, see above', isReached: false }];
  } finally {
    await fleet.cleanup.run();
    running.delete(fleet);
  }
}
