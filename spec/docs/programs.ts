import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Example } from './examples.js';

const require = createRequire(import.meta.url);

/** The project's folder, wherever the specs were built to. */
export const projectRoot = dirname(require.resolve('warmscope/package.json'));

/** How a program ended. */
export interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Examples written to a folder of their own under build/, where `warmscope` resolves to the built package. */
export class Programs {
  readonly #folder: string;

  constructor(
    private readonly dialect: 'legacy' | 'tc39',
    private readonly examples: readonly Pick<Example, 'file' | 'code'>[],
    kind = 'examples',
  ) {
    this.#folder = join(projectRoot, 'build', kind, dialect);
  }

  write(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    for (const { file, code } of this.examples) writeFileSync(join(this.#folder, `${file}.ts`), code);
    const compilerOptions = { rootDir: '.', outDir: 'out', types: ['node'], moduleDetection: 'force', sourceMap: false };
    const config = { extends: `../../../tsconfig.${this.dialect}.json`, compilerOptions, include: ['*.ts'], exclude: [] };
    writeFileSync(join(this.#folder, 'tsconfig.json'), JSON.stringify(config));
  }

  /** Checks the types of all and compiles them, in one go. */
  compile(compiler: 'typescript' | 'typescript-6.0' = 'typescript'): Promise<Ending> {
    const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), 'bin', 'tsc');
    return runNode([tsc, '-p', join(this.#folder, 'tsconfig.json'), '--pretty', 'false']);
  }

  run({ file }: Pick<Example, 'file'>, environment: Readonly<Record<string, string>> = {}): Promise<Ending> {
    return runNode(['--no-warnings=ExperimentalWarning', join(this.#folder, 'out', `${file}.js`)], environment);
  }
}

/** Runs node without what the specs' own environment might add to it. */
export function runNode(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ending> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const environment = { ...env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...more };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: projectRoot, env: environment, timeout: 240_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}
