import { symlinkSync } from 'node:fs';
import { expect } from 'chai';
import { FINDINGS } from '../../src/cli/doctor/finding.js';
import { cacheStats, snapshot } from '../metrics/snapshots.js';
import { useFiles, warmscope } from './run-cli.js';

const PEERS = { 'lru-cache': '^10.0.0 || ^11.0.0', tsyringe: '^4.8.0', 'reflect-metadata': '>=0.1.13' };
const HEALTHY: Record<string, unknown> = {
  'package.json': { name: 'shop', engines: { node: '>=22' } },
  'tsconfig.json': { compilerOptions: { target: 'ES2022', strict: true } },
  'node_modules/warmscope/package.json': { name: 'warmscope', version: '0.1.0', peerDependencies: PEERS },
  'node_modules/typescript/package.json': { name: 'typescript', version: '5.9.2' },
  'src/prices.ts': "import { Cached } from 'warmscope';\nclass Prices { @Cached({ ttl: '5m' }) rate() {} }\n",
};
const tsconfig = (compilerOptions: object) => ({ 'tsconfig.json': { compilerOptions: { target: 'es2022', ...compilerOptions } } });
const LEGACY = tsconfig({ experimentalDecorators: true, emitDecoratorMetadata: true });
const installed = (name: string, version: string, folder = 'node_modules') => ({ [`${folder}/${name}/package.json`]: { name, version } });
const TSYRINGE = { ...installed('tsyringe', '4.10.0'), ...installed('reflect-metadata', '0.2.2') };
const imports = (...names: string[]) => ({ 'src/main.ts': names.map((name) => `import '${name}';\n`).join('') });
/** A class that tsyringe is to build, of which it has to know the parameter. */
const INJECTED = {
  'src/shop.ts': "import { injectable } from 'tsyringe';\n@injectable()\nclass Shop {\n  constructor(pool: Pool) {}\n}\n",
};
/** A member with metrics, and without a name of its own. */
const NAMELESS = {
  ...tsconfig({ experimentalDecorators: true }),
  'src/prices.ts':
    "import { Cached } from 'warmscope';\nimport { emfMetrics } from 'warmscope/metrics';\nclass Prices {\n  @Cached({ ttl: '5m' }) rate() {}\n}\n",
};
const dependsOn = (name: string) => ({ 'package.json': { name: 'shop', devDependencies: { [name]: '1' } } });
const scripts = (build: string) => ({ 'package.json': { name: 'shop', devDependencies: { esbuild: '1' }, scripts: { build } } });
const swcrc = (transform: object, decorators = true) => ({
  '.swcrc': { jsc: { parser: { syntax: 'typescript', decorators }, transform } },
});
const STANDARD_SWC = { decoratorVersion: '2022-03' };

/** Projects in which one thing is wrong, and what `doctor` says of it. */
const CASES: [id: keyof typeof FINDINGS, files: Record<string, unknown>, says: RegExp][] = [
  ['node-engine', { 'package.json': { engines: { node: '>=18' } } }, /package\.json allows Node >=18/],
  ['node-engine', { 'package.json': { engines: { node: '^20.0.0 || 22' } } }, /allows Node \^20\.0\.0 \|\| 22/],
  ['not-installed', { 'node_modules/warmscope/package.json': undefined }, /warmscope is not installed/],
  [
    'two-versions',
    installed('warmscope', '0.0.9', 'node_modules/@shop/lib/node_modules'),
    /2 versions of warmscope: 0\.1\.0 in node_modules\/warmscope, 0\.0\.9 in node_modules\/@shop\/lib\/node_modules\/warmscope/,
  ],
  ['two-versions', installed('warmscope', '0.2.0', 'packages/api/node_modules'), /0\.2\.0 in packages\/api\/node_modules\/warmscope/],
  [
    'two-versions',
    installed('warmscope', '0.3.0', 'node_modules/.pnpm/warmscope@0.3.0/node_modules'),
    /0\.3\.0 in node_modules\/\.pnpm\/warmscope@0\.3\.0/,
  ],
  ['peer-missing', imports('warmscope/keyed'), /src\/main\.ts imports warmscope\/keyed, which needs lru-cache/],
  [
    'peer-version',
    { ...imports('warmscope/keyed'), ...installed('lru-cache', '7.18.3') },
    /lru-cache \^10\.0\.0 \|\| \^11\.0\.0; installed is 7\.18\.3/,
  ],
  ['typescript-version', installed('typescript', '5.3.3'), /TypeScript 5\.3\.3 is installed/],
  ['no-tsconfig', { 'tsconfig.json': undefined }, /no tsconfig\.json$/m],
  [
    'no-tsconfig',
    { 'tsconfig.json': undefined, 'packages/api/tsconfig.json': {} },
    /no tsconfig\.json here, but packages\/api\/tsconfig\.json\n +-> look at each package: npx warmscope doctor packages\/api$/m,
  ],
  ['broken-config', { 'tsconfig.json': '{ "compilerOptions": ' }, /tsconfig\.json: /],
  ['broken-config', { 'tsconfig.json': { extends: './base.json' } }, /tsconfig\.json: File '\.\/base\.json' not found/],
  ['broken-config', { '.swcrc': '{ "jsc": ' }, /\.swcrc is broken JSON/],
  ['metadata-without-dialect', tsconfig({ emitDecoratorMetadata: true }), /tsconfig\.json: emitDecoratorMetadata without/],
  [
    'metadata-without-dialect',
    {
      'tsconfig.json': '// ours\n{ "extends": "./base" /* and */, }',
      'base.json': '{"compilerOptions":{"target":"es2022","emitDecoratorMetadata":true}}',
    },
    /tsconfig\.json: emitDecoratorMetadata without/,
  ],
  ['decorators-left-in', tsconfig({ target: 'ESNext' }), /target esnext leaves standard decorators/],
  ['decorators-left-in', { ...tsconfig({ target: 'ESNext' }), ...scripts('tsc -p .') }, /target esnext leaves standard decorators/],
  ['lib-too-old', tsconfig({ lib: ['es2019', 'dom'] }), /the library of lib es2019, dom lacks/],
  ['lib-too-old', { 'tsconfig.json': {} }, /the library of target es5 lacks/],
  [
    'mixed-dialects',
    {
      'tsconfig.json': { files: [], references: [{ path: './api' }, { path: './web/tsconfig.app.json' }] },
      'api/tsconfig.json': { compilerOptions: { target: 'es2022', experimentalDecorators: true } },
      'web/tsconfig.app.json': { compilerOptions: { target: 'es2022' } },
    },
    /two decorator dialects, api\/tsconfig\.json: experimentalDecorators, web\/tsconfig\.app\.json: standard/,
  ],
  [
    'esbuild-metadata',
    { ...LEGACY, ...TSYRINGE, ...INJECTED, ...dependsOn('tsx'), ...imports('warmscope/tsyringe') },
    /maybe this is compiled by tsx \(the dependency tsx\), which emits no.*: src\/shop\.ts:4$/m,
  ],
  [
    'esbuild-metadata',
    { ...LEGACY, ...TSYRINGE, ...INJECTED, ...scripts('NODE_ENV=test npx esbuild src/main.ts'), ...imports('warmscope/tsyringe') },
    /: esbuild \(the script "build"\) emits no decorator metadata/,
  ],
  ['esbuild-target', scripts('tsc --noEmit && esbuild src/main.ts --bundle'), /the script "build" runs esbuild without a target/],
  ['esbuild-target', { 'template.yaml': 'Metadata:\n  BuildMethod: esbuild\n' }, /template\.yaml runs esbuild without a target/],
  [
    'minified-names',
    { ...NAMELESS, ...scripts('esbuild src/main.ts --bundle --minify --platform=node') },
    /the script "build" has esbuild minify class names, by which metrics name members: src\/prices\.ts:4$/m,
  ],
  [
    'minified-names',
    {
      ...NAMELESS,
      ...tsconfig({ experimentalDecorators: true, noEmit: true }),
      'lib/stack.ts': "import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';\nconst bundling = { minify: true };\n",
    },
    /lib\/stack\.ts has esbuild minify/,
  ],
  ['swc-decorators', swcrc(STANDARD_SWC, false), /\.swcrc does not parse decorators/],
  ['swc-dialect', swcrc({ legacyDecorator: true }), /\.swcrc compiles experimentalDecorators, tsconfig\.json has standard/],
  ['swc-dialect', swcrc({}), /\.swcrc compiles an old draft/],
  ['swc-metadata', { ...LEGACY, ...swcrc({ legacyDecorator: true }) }, /tsconfig\.json asks for metadata, \.swcrc does not/],
  [
    'tsyringe-dialect',
    { ...TSYRINGE, ...INJECTED, ...imports('warmscope/tsyringe') },
    /src\/shop\.ts has decorators of tsyringe, which need experimentalDecorators/,
  ],
  [
    'tsyringe-metadata',
    { ...TSYRINGE, ...INJECTED, ...tsconfig({ experimentalDecorators: true }), ...imports('warmscope/tsyringe') },
    /does not emit metadata, so .*: src\/shop\.ts:4$/m,
  ],
  ['reflect-metadata', { ...TSYRINGE, ...LEGACY, ...imports('tsyringe'), 'src/prices.ts': undefined }, /nothing imports reflect-metadata/],
  ['tsyringe-not-connected', { ...TSYRINGE, ...LEGACY, ...imports('reflect-metadata', 'tsyringe') }, /the two do not know each other/],
  [
    'no-ttl',
    { 'src/a.ts': "import { Cached } from 'warmscope';\nclass A {\n  @Cached() a() {}\n  @Cached b() {}\n}" },
    /src\/a\.ts:3, src\/a\.ts:4/,
  ],
  [
    'no-ttl',
    { 'src/a.mts': "import { Cached } from 'warmscope';\n// @Cached()\nclass A {\n  @Cached({ key: (a) => f(a, ')'), max: 5 }) a() {}\n}" },
    /src\/a\.mts:4$/m,
  ],
];

/** What a member of a stats file is like, and what `doctor` says of it. */
const STATS: [id: keyof typeof FINDINGS, figures: Parameters<typeof cacheStats>[1], ageMs: number, says: RegExp][] = [
  ['never-hit', { misses: 100, loads: 100 }, 1, /a\.b: of 100 calls none was a hit/],
  ['low-hit-ratio', { misses: 1_990, hits: 10, loads: 1_990 }, 1, /a\.b: of 2,000 calls 10 were hits/],
  ['thrashing', { misses: 600, hits: 400, loads: 600, evictions: 590, size: 10, max: 10 }, 1, /600 missed, and 590 entries were evicted/],
  ['failing-loads', { hits: 90, misses: 20, loads: 20, loadErrors: 11 }, 1, /11 of 20 loads failed/],
  ['all-bypassed', { bypasses: 120 }, 1, /all of 120 calls went past the cache/],
  ['max-never-reached', { hits: 90, misses: 12, loads: 12, size: 12, max: 500 }, 1, /its max of 500 was never reached: at most 12 entries/],
  ['never-expired', { hits: 9, misses: 1, loads: 1, size: 1 }, 7_500_000, /nothing has expired in 2h 5m/],
];

describe('cli/doctor', () => {
  const files = useFiles();
  const write = (...sets: Record<string, unknown>[]): void => {
    for (const [name, content] of Object.entries(Object.assign({}, ...sets) as Record<string, unknown>))
      if (content !== undefined) files.write(name, content);
  };
  const doctor = (...args: string[]) => {
    const ran = warmscope(['doctor', files.path, ...args], { columns: 400 });
    expect(ran.stderr).to.equal('');
    return { ...ran, ids: [...ran.stdout.matchAll(/^(?:problem|hint) +([\w-]+):/gm)].map(([, id]) => id) };
  };

  it('finds nothing wrong with a project in order, and says what it is', () => {
    write(HEALTHY);
    const { code, stdout } = doctor();
    expect(stdout.split('\n').slice(1)).to.deep.equal([
      'TypeScript     5.9.2',
      'warmscope      0.1.0 in node_modules/warmscope',
      'tsconfig.json  standard decorators, no metadata, target es2022, useDefineForClassFields true',
      'compiled by    maybe tsc (tsconfig.json)',
      'sources        1 file',
      'imported       warmscope',
      '',
      '0 problems, 0 hints',
      '',
    ]);
    expect(code).to.equal(0);
  });

  for (const [index, [id, set, says]] of CASES.entries())
    it(`finds ${id} (${index})`, () => {
      write(HEALTHY, set);
      const { code, stdout, ids } = doctor();
      expect(code).to.equal(1);
      expect(ids).to.deep.equal([id]);
      expect(stdout)
        .to.match(says)
        .and.match(/^ {9}-> \S/m);
      expect(stdout).to.match(FINDINGS[id] === 'problem' ? /^1 problem, 0 hints$/m : /^0 problems, 1 hint$/m);
    });

  for (const [id, figures, ageMs, says] of STATS)
    it(`finds ${id} in a stats file`, () => {
      write(HEALTHY);
      const file = files.write('logs/stats.json', [snapshot({ ageMs }, [cacheStats('a.b', figures)])]);
      const { code, stdout, ids } = doctor('--stats', file);
      expect(code).to.equal(1);
      expect(ids).to.deep.equal([id]);
      expect(stdout)
        .to.match(says)
        .and.match(/^stats +1 snapshot$/m);
    });

  /** What shows how a project is compiled, and what `doctor` makes of it. */
  const compiled: [what: string, files: Record<string, unknown>, text: string][] = [
    ['a script', scripts('rimraf dist && tsc -p . --outDir dist'), 'tsc (the script "build"), maybe esbuild (the dependency esbuild)'],
    ['a script that checks types', scripts('tsc --noEmit'), 'maybe esbuild (the dependency esbuild), maybe tsc (tsconfig.json)'],
    ['types that are checked alone', { ...tsconfig({ noEmit: true }), ...dependsOn('tsup') }, 'maybe esbuild (the dependency tsup)'],
    [
      'tsx below Node',
      scripts('node --env-file=.env --import tsx src/main.ts'),
      'tsx (the script "build"), maybe esbuild (the dependency esbuild), maybe tsc (tsconfig.json)',
    ],
    [
      'programs that run others',
      { ...tsconfig({ noEmit: true }), ...scripts('concurrently "npx tsx watch a.ts" \'yarn vite dev\'') },
      'tsx (the script "build"), vite (the script "build"), maybe esbuild (the dependency esbuild)',
    ],
    [
      'no program, but a path and a flag',
      { ...tsconfig({ noEmit: true }), 'package.json': { scripts: { lint: 'eslint --ext .ts,.tsx vite esbuild' } } },
      'none',
    ],
    [
      'a build script of their own',
      { ...tsconfig({ noEmit: true }), ...scripts('node build.mjs'), 'build.mjs': "import { build } from 'esbuild';" },
      'esbuild (build.mjs)',
    ],
    [
      "CDK's functions",
      { ...tsconfig({ noEmit: true }), 'lib/stack.ts': "import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';" },
      'esbuild (lib/stack.ts)',
    ],
    [
      'SAM',
      { ...tsconfig({ noEmit: true }), 'template.yaml': 'Metadata:\n  BuildMethod: esbuild\n  BuildProperties:\n    Target: node20\n' },
      'esbuild (template.yaml)',
    ],
    [
      'a plugin of the Serverless Framework',
      { ...tsconfig({ noEmit: true }), 'serverless.yml': 'plugins:\n  - serverless-esbuild\n' },
      'esbuild (serverless.yml)',
    ],
    [
      'its own bundler',
      { ...tsconfig({ noEmit: true }), 'serverless.ts': 'build: { esbuild: { bundle: true } }' },
      'esbuild (serverless.ts)',
    ],
    [
      'its own bundler, switched off',
      { ...tsconfig({ noEmit: true }), ...dependsOn('serverless'), 'serverless.yml': 'build:\n  esbuild: false\n' },
      'maybe esbuild (the dependency serverless)',
    ],
    ['a file of a bundler', { ...tsconfig({ noEmit: true }), 'tsup.config.ts': '' }, 'esbuild (tsup.config.ts)'],
    [
      "Nest's own commands",
      { ...tsconfig({ noEmit: true }), 'nest-cli.json': { compilerOptions: { builder: { type: 'swc' } } }, ...swcrc(STANDARD_SWC) },
      'swc (.swcrc)',
    ],
  ];
  for (const [what, set, text] of compiled)
    it(`says how a project is compiled: ${what}`, () => {
      write(HEALTHY, set);
      expect(doctor().stdout).to.include(`\ncompiled by    ${text}\n`);
    });

  it('takes nothing that is only there for what compiles, where something else does', () => {
    const built = { ...LEGACY, ...TSYRINGE, ...INJECTED, ...imports('warmscope/tsyringe'), ...scripts('tsc') };
    write(HEALTHY, built, { 'tools/bundle.mts': '' });
    expect(doctor().ids).to.deep.equal([]);
  });

  it('finds each kind that there is', () => {
    const tested = new Set([...CASES, ...STATS].map(([id]) => id));
    // The Node that runs this is never too old.
    expect(Object.keys(FINDINGS).filter((id) => !tested.has(id as never))).to.deep.equal(['node-version']);
  });

  const fine: Record<string, Record<string, unknown>> = {
    'a cache that helps': {},
    'tsyringe as it should be': { ...TSYRINGE, ...LEGACY, ...INJECTED, ...imports('warmscope/tsyringe') },
    'metadata, and tsx for other things': { ...LEGACY, ...dependsOn('tsx') },
    'esbuild with a target': scripts('esbuild src/main.ts --target=node20'),
    'esbuild for experimentalDecorators': { ...scripts('esbuild src/main.ts'), ...LEGACY },
    'target esnext for a bundler': { ...tsconfig({ target: 'esnext' }), ...dependsOn('vite') },
    'swc as on its page': swcrc(STANDARD_SWC),
    'swc with comments': {
      '.swcrc': '// ours\n{ "jsc": { "parser": { "decorators": true, }, "transform": { "decoratorVersion": "2022-03" } } /* end */ }',
    },
    'JavaScript alone': { 'tsconfig.json': undefined, 'src/prices.ts': undefined, 'src/a.js': "import { cached } from 'warmscope';\n" },
    'names that are kept': { ...NAMELESS, ...scripts('esbuild src/main.ts --minify --keep-names') },
    'names that the sources say': {
      ...NAMELESS,
      ...scripts('esbuild src/main.ts --minify'),
      'src/prices.ts': NAMELESS['src/prices.ts'].replace("ttl: '5m'", "ttl: '5m', name: 'rate'"),
    },
    'names under standard decorators, which most classes keep': {
      ...NAMELESS,
      ...tsconfig({}),
      ...scripts('esbuild src/main.ts --target=node20 --minify'),
    },
    'spaces that are minified': { ...NAMELESS, ...scripts('esbuild src/main.ts --minify-whitespace') },
    'two copies of one version': installed('warmscope', '0.1.0', 'packages/api/node_modules'),
    'options from elsewhere': {
      'src/a.ts': "import { Cached } from 'warmscope';\nclass A { @Cached(options) a() {} @Cached({ ...common, max: 1 }) b() {} }",
    },
    'a default ttl': {
      'src/a.ts':
        "import { Cached, registry } from 'warmscope';\nregistry.configure({ defaults: { max: 5, ttl: '5m' } });\nclass A { @Cached() a() {} }",
    },
    'another @Cached': { 'src/a.ts': "import { Cached } from './cached';\nclass A { @Cached() a() {} }" },
    'what is built': { 'dist/a.js': "import { Cached } from 'warmscope';\nclass A { @Cached() a() {} }" },
    'the types of ES2021': tsconfig({ target: 'es2015', lib: ['es2021', 'dom'] }),
    'TypeScript 6, whose target is new': { 'tsconfig.json': {}, ...installed('typescript', '6.0.3') },
  };
  for (const [what, set] of Object.entries(fine))
    it(`finds nothing wrong with ${what}`, () => {
      write(HEALTHY, set);
      const stats = cacheStats('a', { hits: 900, misses: 100, loads: 100, evictions: 5, expirations: 3, size: 9, max: 10 });
      const { code, stdout } = doctor('-s', files.write('stats.json', snapshot({ ageMs: 9e6 }, [stats])));
      expect(stdout).to.match(/^0 problems, 0 hints$/m);
      expect(code).to.equal(0);
    });

  it('counts a copy that is linked twice once', () => {
    write(HEALTHY, installed('warmscope', '0.3.0', 'store'), { 'packages/api/node_modules/x/package.json': {} });
    symlinkSync(`${files.path}/node_modules/warmscope`, `${files.path}/packages/api/node_modules/warmscope`);
    expect(doctor().ids).to.deep.equal([]);
  });

  it('is not led in circles by links', () => {
    write(HEALTHY, { 'packages/api/package.json': {}, 'packages/web/package.json': {} });
    for (const [from, to] of [
      ['packages/api/src/self', 'packages/api'],
      ['packages/api/node_modules/@shop/web', 'packages/web'],
      ['packages/web/node_modules/@shop/api', 'packages/api'],
      ['node_modules/self', '.'],
    ] as const) {
      files.write(`${from}/../x`, '');
      symlinkSync(`${files.path}/${to}`, `${files.path}/${from}`);
    }
    expect(doctor().ids).to.deep.equal([]);
  });

  it('leaves hints out when asked', () => {
    write(HEALTHY, { 'tsconfig.json': undefined });
    expect(doctor('--problems')).to.include({ code: 0 });
    write({ ...HEALTHY, ...installed('typescript', '5.3.3') });
    expect(doctor('--problems').ids).to.deep.equal(['typescript-version']);
  });

  it('keeps within the columns of the terminal', () => {
    write(HEALTHY, LEGACY, TSYRINGE, imports('tsyringe', 'warmscope'));
    const { stdout } = warmscope(['doctor', files.path], { columns: 60 });
    for (const line of stdout.split('\n')) expect(line.length, line).to.be.at.most(60);
  });

  it('says what it cannot do', () => {
    expect(warmscope(['doctor', files.path])).to.deep.equal({
      code: 2,
      stdout: '',
      stderr: `warmscope doctor: no package.json in ${files.path} (warmscope doctor --help says more)\n`,
    });
    files.write('package.json', '{');
    expect(warmscope(['doctor', files.path]).stderr).to.match(/^warmscope doctor: package\.json is broken JSON \([^\n]+\n$/);
    expect(warmscope(['doctor', 'a', 'b']).stderr).to.match(/^warmscope doctor: one folder at a time, not 2 \([^\n]+\n$/);
    files.write('package.json', '{}');
    expect(warmscope(['doctor', files.path, '-s', 'none.json'])).to.include({ code: 2, stdout: '' });
  });

  it('repeats nothing of the sources but names of files and packages', () => {
    write(HEALTHY, {
      'src/a.ts': "import { Cached } from 'warmscope';\nconst password = 'hunter2';\nclass A { @Cached({ key: () => 'hunter2' }) a() {} }",
    });
    expect(doctor().stdout).to.include('src/a.ts:3').and.not.include('hunter2');
  });
});
