import { resolve } from 'node:path';
import { printable, wrapped } from '../../metrics/text-width.js';
import { amountOf } from '../amount.js';
import { type Arguments, textsOf } from '../arguments.js';
import type { Command, Output } from '../command.js';
import { readSnapshots } from '../snapshots/read-snapshots.js';
import { UsageError } from '../usage-error.js';
import { checkCompilers } from './compiler-checks.js';
import { factsOf } from './facts.js';
import { FINDINGS, type Finding } from './finding.js';
import { checkNames } from './name-checks.js';
import { checkPackages } from './package-checks.js';
import { readProject } from './project.js';
import { checkSources } from './source-checks.js';
import { checkStats } from './stats-checks.js';
import { checkTools } from './tool-checks.js';

/** `warmscope doctor`: what a project looks like, and what would not work. */
export const doctor: Command = {
  flags: { stats: { type: 'string', multiple: true, short: 's' }, problems: { type: 'boolean' } },
  help: `Usage: warmscope doctor [options] [folder]

Looks at a project (default: the current folder): decorator dialect, metadata, targets and bundlers, copies
of warmscope, versions of Node, TypeScript and peers, tsyringe, members without a ttl. It runs nothing of the
project and changes nothing. With stats files it also finds members that are never hit, thrash, or have a
bound that is never reached. docs/report.md of the package explains each finding.

Options:
  -s, --stats <file>  a stats file, as report takes it; may be given several times
      --problems      problems only, no hints

The exit code is 1 where it has found something, else 0.
`,
  run(given: Arguments, output: Output): number {
    const [folder = '.', ...others] = given.positionals;
    if (others.length > 0) throw new UsageError(`one folder at a time, not ${others.length + 1}`);
    const project = readProject(resolve(folder));
    const paths = textsOf(given, 'stats');
    const snapshots = paths.length === 0 ? [] : readSnapshots(paths).snapshots;
    const all = [
      ...checkPackages(project),
      ...checkCompilers(project),
      ...checkTools(project),
      ...checkNames(project),
      ...checkSources(project),
      ...(snapshots.length === 0 ? [] : checkStats(snapshots)),
    ];
    const found = all.filter(({ id }) => FINDINGS[id] === 'problem' || given.values.problems !== true);
    output.write(textOf(factsOf(project, snapshots.length), found, output.columns ?? 100));
    return found.length === 0 ? 0 : 1;
  },
};

type Facts = readonly (readonly [title: string, text: string])[];

function textOf(facts: Facts, found: readonly Finding[], width: number): string {
  const problems = found.filter(({ id }) => FINDINGS[id] === 'problem');
  const hints = found.filter(({ id }) => FINDINGS[id] === 'hint');
  const titles = Math.max(...facts.map(([title]) => title.length));
  const head = facts.flatMap(([title, text]) =>
    indented(`${title.padEnd(titles)}  `, printable(text), width),
  );
  const rest = [...problems, ...hints].flatMap((one) => ['', ...lines(one, width)]);
  const total = [amountOf(problems.length, 'problem'), amountOf(hints.length, 'hint')].join(', ');
  return `${[...head, ...rest, '', total].join('\n')}\n`;
}

function lines({ id, what, advice }: Finding, width: number): string[] {
  const head = indented(`${FINDINGS[id].padEnd(9)}`, printable(`${id}: ${what}`), width);
  return [...head, ...indented(`${' '.repeat(9)}-> `, printable(advice), width)];
}

/** A text behind a first column, which further lines leave empty. */
function indented(first: string, text: string, width: number): string[] {
  const room = Math.max(30, width - first.length);
  return wrapped(text, room).map((line, index) => (index === 0 ? first : ' '.repeat(first.length)) + line);
}
