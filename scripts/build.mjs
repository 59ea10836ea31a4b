// Builds dist/: one ESM and one CommonJS tree with shared chunks (rolldown), and declarations for both (tsc).
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });

const bundle = await rolldown({
  input: { index: join(root, 'src/index.ts'), 'tsyringe/index': join(root, 'src/tsyringe/index.ts') },
  external: [/^node:/, 'tsyringe', 'reflect-metadata'],
  platform: 'node',
});
for (const [folder, format] of [
  ['esm', 'esm'],
  ['cjs', 'cjs'],
]) {
  await bundle.write({ dir: join(dist, folder), format, chunkFileNames: 'shared.js', exports: 'named', strict: true });
}
await bundle.close();

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
for (const file of readdirSync(join(dist, 'esm'), { recursive: true })) {
  if (!file.endsWith('.d.ts')) continue;
  mkdirSync(dirname(join(dist, 'cjs', file)), { recursive: true });
  cpSync(join(dist, 'esm', file), join(dist, 'cjs', file));
}
writeFileSync(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
