/** Imports one module in a process of its own and prints the milliseconds, or the page faults; a module that does nothing has woken the loader before. */
import { createRequire } from 'node:module';

const [, , how, what, figure] = process.argv;
const require = createRequire(import.meta.url);
await import(new URL('./nothing.mjs', import.meta.url).href);
require('./nothing.cjs');

const faults = () => process.resourceUsage().minorPageFault;
const faultsBefore = faults();
const startedAt = performance.now();
if (how === 'require') require(String(what));
else await import(String(what));
const took = performance.now() - startedAt; // taken before stdout is touched, which loads modules of its own
const faulted = faults() - faultsBefore;
process.stdout.write(String(figure === 'faults' ? faulted : took));
