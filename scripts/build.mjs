// Builds dist/: one ESM and one CommonJS tree with shared chunks (rolldown), and declarations for both (tsc).
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });

const external = [/^node:/, /^@nestjs\//, 'lru-cache', 'tsyringe', 'reflect-metadata'];
/** The entry points beside the main one. */
const others = [
  'keyed/index',
  'testing/index',
  'tsyringe/index',
  'middy/index',
  'nest/index',
  'web/index',
  'metrics/index',
  'shared/index',
];
const source = (module) => join(root, 'src', `${module}.ts`);

/** The modules of a program that uses the main entry alone. */
async function modulesOfMain() {
  const bundle = await rolldown({ input: source('index'), external, platform: 'node' });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  return new Set(output.flatMap(({ moduleIds = [] }) => moduleIds));
}
const ofMain = await modulesOfMain();

/** Writes modules and what they share. */
async function write(input, format) {
  const bundle = await rolldown({ input, external, platform: 'node' });
  const chunkFileNames = format === 'esm' ? '[name].js' : 'chunks/[name].js';
  // What several entry points share is one file, fewer to read in a cold start; what the main one needs is another.
  const groups = [
    { name: 'shared', minShareCount: 2, test: (id) => ofMain.has(id), priority: 1 },
    { name: 'hosts', minShareCount: 2 },
  ];
  const codeSplitting = format === 'esm' ? { groups } : true;
  await bundle.write({ dir: join(dist, format), format, chunkFileNames, codeSplitting, exports: 'named', strict: true, sourcemap: true });
  await bundle.close();
}

await write(Object.fromEntries(['index', ...others].map((entry) => [entry, source(entry)])), 'esm');

// A program that requires the package reads the files of what it uses: `index.js` looks each export up when it is asked for.
const index = readFileSync(source('index'), 'utf8');
const homes = new Map();
for (const [, names, module] of index.matchAll(/^export \{([^}]*)\} from '\.\/(.+)\.js';/gm)) {
  for (const name of names.split(',').map((each) => each.trim())) if (name !== '' && !name.startsWith('type ')) homes.set(name, module);
}
const modules = [...new Set(homes.values()), ...others];
await write(Object.fromEntries(modules.map((module) => [module, source(module)])), 'cjs');
const getters = [...homes].map(([name, module]) => `\t${name}: { enumerable: true, get: () => require("./${module}.js").${name} },`);
const marks = ['"use strict";', 'Object.defineProperty(exports, Symbol.toStringTag, { value: "Module" });'];
writeFileSync(join(dist, 'cjs', 'index.js'), [...marks, 'Object.defineProperties(exports, {', ...getters, '});', ''].join('\n'));

/** The command line: one file of ours, and one of libraries with their licences. */
async function writeCommandLine() {
  const licences = ['get-tsconfig', 'resolve-pkg-maps', 'semver'].map((name) => {
    const text = readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8').trim();
    return `${name}\n\n${text}`;
  });
  const bundle = await rolldown({ input: { warmscope: source('cli/main') }, external: [/^node:/], platform: 'node' });
  const groups = [{ name: 'third-party', test: /node_modules/ }];
  const banner = ({ name }) => (name === 'third-party' ? `/*!\n${licences.join('\n\n----\n\n')}\n*/` : '');
  await bundle.write({
    dir: join(dist, 'cli'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: { groups },
    postBanner: banner,
    sourcemap: true,
  });
  await bundle.close();
  rmSync(join(dist, 'cli/third-party.js.map'));
  const [entry, thirdParty] = ['warmscope.js', 'third-party.js'].map((name) => join(dist, 'cli', name));
  writeFileSync(thirdParty, readFileSync(thirdParty, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
  chmodSync(entry, 0o755);
}
await writeCommandLine();

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
for (const file of readdirSync(join(dist, 'esm'), { recursive: true })) {
  if (!/\.d\.ts(\.map)?$/.test(file)) continue;
  mkdirSync(dirname(join(dist, 'cjs', file)), { recursive: true });
  cpSync(join(dist, 'esm', file), join(dist, 'cjs', file));
}
// The package has src/, so its maps need not repeat what the files hold.
for (const file of readdirSync(dist, { recursive: true })) {
  if (!file.endsWith('.js.map')) continue;
  const { sourcesContent: _, ...map } = JSON.parse(readFileSync(join(dist, file), 'utf8'));
  writeFileSync(join(dist, file), JSON.stringify(map));
}
writeFileSync(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
