// A soak of the limits: 50 cached functions and methods with random limits, values from 10 bytes to 100 KB, one budget (the work is that of
// spec/support/soak, which runs under the Lambda runtime client as well). Prints the heap in each tenth, and fails if the last tenth holds more than
// 10 % more than the first, or if anything that always holds does not.
// Usage: node --expose-gc bench/soak.mjs [calls, default 2,000,000] [seed] [budget in MB, default 48]. Build first.
import { tsImport } from 'tsx/esm/api';

const { Soak } = await tsImport('../spec/support/soak/soak.ts', import.meta.url);
const calls = Number(process.argv[2] ?? 2_000_000);
const megabytes = Number(process.argv[4] ?? 48);
/** Calls until the budget is full. */
const WARM_UP = 520 * megabytes;

const soak = new Soak(Number(process.argv[3] ?? 1), megabytes * 2 ** 20);
// What fills the caches is no growth.
for (let call = 0; call < WARM_UP; call++) await soak.step();

const heaps = [];
const startedAt = performance.now();
for (let tenth = 0; tenth < 10; tenth++) {
  let sum = 0;
  for (let look = 0; look < 10; look++) {
    for (let call = 0; call < calls / 100; call++) await soak.step();
    sum += await soak.megabytes(() => globalThis.gc?.());
  }
  heaps.push(Math.round(sum) / 10);
  soak.checkAll();
}
const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
console.log(JSON.stringify({ node: process.version, seconds, megabytes: heaps, ...soak.report() }));
const [first, last] = [heaps[0] ?? 0, heaps[9] ?? 0];
if (!(last <= first * 1.1 && last >= first * 0.9)) {
  console.error(`the heap went from ${first} to ${last} MB`);
  process.exitCode = 1;
}
