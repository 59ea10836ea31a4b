import type { Cell } from './cell.js';
import { type Ending, runCommand } from './commands.js';
import { type Setup, setupOf } from './page.js';
import { fixtureFor, writeProject } from './project.js';

/** How the fixture application ended in one cell on one Node. */
export type Outcome =
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'different'; readonly why: string };

/** The outcomes of a cell, by the major version of Node. */
export interface Row {
  readonly cell: Cell;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Compiles the fixture once, and runs it on each Node. */
export async function runFixture(cell: Cell, nodes: ReadonlyMap<string, string>, transcript: string): Promise<Row> {
  const { setup, folder, built } = await compile(cell);
  const outcomeOn = async ([major, node]: [string, string]): Promise<[string, Outcome]> => {
    if (built !== undefined && built.code !== 0) return [major, { kind: 'different', why: `it does not compile:\n${textOf(built)}` }];
    return [major, outcomeOf(cell, await runCommand(setup.run, cell.compiler, folder, node), transcript)];
  };
  return { cell, outcomes: new Map(await Promise.all([...nodes].map(outcomeOn))) };
}

/** What the fixture prints in a cell, on the Node that runs this: the transcript that all others have to print. */
export async function recordTranscript(cell: Cell): Promise<string> {
  const { setup, folder } = await compile(cell);
  const ran = await runCommand(setup.run, cell.compiler, folder);
  if (ran.code !== 0) throw new Error(textOf(ran));
  return ran.stdout;
}

async function compile(cell: Cell): Promise<{ setup: Setup; folder: string; built: Ending | undefined }> {
  const setup = setupOf(cell);
  const folder = writeProject(cell, setup, fixtureFor(cell.dialect), 'fixture');
  return { setup, folder, built: setup.build === undefined ? undefined : await runCommand(setup.build, cell.compiler, folder) };
}

function outcomeOf({ compiler, dialect }: Cell, ran: Ending, transcript: string): Outcome {
  const code = compiler.refuses?.[dialect];
  if (code === undefined) {
    if (ran.code === 0 && ran.stdout === transcript) return { kind: 'same' };
    return { kind: 'different', why: ran.code === 0 ? firstDifference(ran.stdout, transcript) : textOf(ran) };
  }
  // What it printed until then has to be the same, and the error the one that is documented.
  const isClear = ran.code !== 0 && transcript.startsWith(ran.stdout) && ran.stderr.includes(`code: '${code}'`);
  return isClear ? { kind: 'refused', code } : { kind: 'different', why: `${code} was expected, not:\n${textOf(ran)}` };
}

function firstDifference(is: string, shouldBe: string): string {
  const [lines, wanted] = [is.split('\n'), shouldBe.split('\n')];
  const index = lines.findIndex((line, at) => line !== wanted[at]);
  return `line ${index + 1} is ${lines[index]}, and should be ${wanted[index]}`;
}

const textOf = ({ code, stdout, stderr }: Ending): string => `exit code ${code}: ${stderr || stdout}`.slice(0, 2_000);
