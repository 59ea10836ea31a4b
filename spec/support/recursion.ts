import { execFileSync } from 'node:child_process';

const main = new URL('../../src/index.js', import.meta.url);

/** A program that prints how deep `run`, defined by the text, came: the levels asked for, or 0 where the stack ended. */
function program(definitions: string, levels: number): string {
  return `
    const { cached, Cached, runInvocation } = await import('${main}');
    const options = { max: 100_000 };
    ${definitions}
    let depth = 0;
    try { depth = await run(${levels}); } catch (error) { if (!(error instanceof RangeError)) throw error; }
    console.log(depth);`;
}

/** The depth that `run` reaches in a process that has run nothing before. */
export function depthOf(definitions: string, levels: number, flags: readonly string[] = []): number {
  const args = ['--no-warnings', ...flags, '--input-type=module', '-e', program(definitions, levels)];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } }));
}
