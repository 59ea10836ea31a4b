import { printable } from '../metrics/text-width.js';
import { VERSION } from '../util/version.js';
import { argumentsOf } from './arguments.js';
import type { Command, Output } from './command.js';
import { dashboard } from './dashboard/dashboard-command.js';
import { doctor } from './doctor/doctor-command.js';
import { report } from './report/report-command.js';
import { UsageError } from './usage-error.js';

const COMMANDS: Readonly<Record<string, Command>> = { report, dashboard, doctor };

const HELP = `Usage: warmscope <command> [options]

Commands:
  report     makes an HTML page of statistics that were logged or saved
  dashboard  makes a CloudWatch dashboard for the metrics of warmscope/metrics
  doctor     looks at a project, and says what would not work

warmscope <command> --help says what a command takes.

Options:
      --help     prints this
      --version  prints the version
`;

const COMMON = { help: { type: 'boolean', short: 'h' } } as const;

/** Runs the command line with these arguments; gives the exit code. */
export function run(args: readonly string[], output: Output): number {
  const [name = '--help', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const place = command === undefined ? 'warmscope' : `warmscope ${name}`;
  try {
    if (command !== undefined) return runCommand(command, rest, output);
    return general(args, output);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.fail(printable(`${place}: ${error.message} (${place} --help says more)`));
    return 2;
  }
}

function runCommand(command: Command, args: readonly string[], output: Output): number {
  const given = argumentsOf(args, { ...COMMON, ...command.flags });
  if (given.values.help !== true) return command.run(given, output);
  output.write(command.help);
  return 0;
}

function general(args: readonly string[], output: Output): number {
  if (args.length === 0) throw new UsageError('a command is needed: report, dashboard or doctor');
  const { values, positionals } = argumentsOf(args, { ...COMMON, version: { type: 'boolean', short: 'v' } });
  const [unknown] = positionals;
  if (unknown !== undefined && unknown !== 'help')
    throw new UsageError(`unknown command ${unknown}; there are ${Object.keys(COMMANDS).join(', ')}`);
  output.write(values.version === true ? `${VERSION}\n` : HELP);
  return 0;
}
