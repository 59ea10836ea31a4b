import { LAMBDA_PRICE } from '../../metrics/worth.js';
import { type Arguments, numberOf, textOf } from '../arguments.js';
import { type Command, deliver, type Output } from '../command.js';
import { readSnapshots } from '../snapshots/read-snapshots.js';
import { UsageError } from '../usage-error.js';
import { pageOf } from './page.js';

/** `warmscope report`: a page about stats files. */
export const report: Command = {
  flags: {
    output: { type: 'string', short: 'o' },
    memory: { type: 'string' },
    price: { type: 'string' },
  },
  help: `Usage: warmscope report [options] <stats file>...

Makes one HTML page of snapshots, as JSON.stringify(registry.stats()) gives them: hit ratio, time saved,
entries, bytes, evictions and load times of each member, over time and over containers.
A stats file is JSON, or a log of which some lines hold a snapshot; - is stdin.

Options:
  -o, --output <file>  where the page goes; else to stdout
      --memory <MB>    the memory of the function, for GB-seconds and money; default: what Lambda's
                       REPORT lines in the files say
      --price <USD>    US dollars for a GB-second; default: ${LAMBDA_PRICE.usd.toFixed(10)}
                       (${LAMBDA_PRICE.of})
`,
  run(given: Arguments, output: Output): number {
    if (given.positionals.length === 0) throw new UsageError('a stats file is needed');
    const path = textOf(given, 'output');
    if (path === undefined && output.isTerminal)
      throw new UsageError('the page would fill your terminal: write -o report.html, or send it to a file');
    const price = numberOf(given, 'price', true);
    const memory = numberOf(given, 'memory');
    const found = readSnapshots(given.positionals);
    deliver(pageOf(found.snapshots, { price, memory: memory ?? found.memory }), path, output);
    return 0;
  },
};
