import { transform } from 'esbuild';
import { defineConfig } from 'vitest/config';

/** Compiles standard decorators, which vitest 4 leaves as they are. */
const decorators = {
  name: 'decorators',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /\.ts$/.test(id) && /@\w+/.test(code)
      ? transform(code, { loader: 'ts', target: 'es2022', sourcefile: id, sourcemap: true })
      : undefined,
};

const include = ['tests/*vitest.test.ts'];
const project = (name: string, pool: 'threads' | 'forks', isolate: boolean) => ({
  plugins: [decorators],
  test: { name, include, pool, isolate },
});

export default defineConfig({
  test: {
    projects: [project('threads', 'threads', true), project('forks', 'forks', true), project('shared', 'threads', false)],
    maxWorkers: 1,
  },
});
