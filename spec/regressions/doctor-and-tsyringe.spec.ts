import { expect } from 'chai';
import { useFiles, warmscope } from '../cli/run-cli.js';

const installed = (name: string, version: string) => ({ [`node_modules/${name}/package.json`]: { name, version } });
const BASE: Record<string, unknown> = {
  ...installed('warmscope', '0.1.0'),
  ...installed('tsyringe', '4.10.0'),
  ...installed('reflect-metadata', '0.2.2'),
  'package.json': { name: 'shop', engines: { node: '>=22' }, scripts: { build: 'esbuild src/main.ts --target=node20' } },
  'src/main.ts': "import 'warmscope/tsyringe';\n",
};
const options = (compilerOptions: object) => ({ 'tsconfig.json': { compilerOptions: { target: 'es2022', ...compilerOptions } } });
const STANDARD = options({});
const LEGACY = options({ experimentalDecorators: true });
const METADATA = options({ experimentalDecorators: true, emitDecoratorMetadata: true });
const SHOP = "import { container, delay, inject, injectable } from 'tsyringe';\nimport { ContainerSingleton } from 'warmscope';\n";

/**
 * `npx warmscope doctor` called whatever imports tsyringe a problem: its container under standard decorators, which is as the guide
 * has it, and constructors that have a token for each parameter, which no metadata is needed for.
 */
describe('regressions/doctor-and-tsyringe', () => {
  const files = useFiles();
  const found = (...sets: Record<string, unknown>[]): string[] => {
    for (const [name, content] of Object.entries(Object.assign({}, BASE, ...sets) as Record<string, unknown>)) files.write(name, content);
    const { stdout } = warmscope(['doctor', files.path], { columns: 400 });
    return [...stdout.matchAll(/^(?:problem|hint) +([\w-]+):.*?((?: src\/\S+?:\d+,?)*)$/gm)].map(([, id, places]) => `${id}${places}`);
  };
  const shop = (code: string) => ({ 'src/shop.ts': SHOP + code });

  const standard = [
    "import { container } from 'tsyringe';\ncontainer.register('bucket', { useValue: 'b' });\n",
    `${SHOP}@ContainerSingleton({ inject: ['bucket'] })\nclass Shop { constructor(readonly bucket: string) {} }\n`,
    `import { type InjectionToken, inject } from 'tsyringe';\n// @inject(Token) is what the others have\nexport const token: InjectionToken = 'a';\n`,
    `import * as di from 'tsyringe';\ndi.container.reset();\nclass Shop { constructor(pool: Pool) {} }\n`,
  ];
  for (const [index, code] of standard.entries())
    it(`has nothing against tsyringe under standard decorators, where it decorates nothing (${index})`, () => {
      expect(found(STANDARD, { 'src/shop.ts': code })).to.deep.equal([]);
    });

  const decorating = [
    `${SHOP}@injectable()\nclass Shop {}\n`,
    `${SHOP}class Shop { constructor(@inject('pool') pool: Pool) {} }\n`,
    `import * as di from 'tsyringe';\n@di.singleton()\nclass Shop {}\n`,
    `import { scoped, Lifecycle } from 'tsyringe';\nexport @scoped(Lifecycle.ContainerScoped) class Shop {}\n`,
  ];
  for (const [index, code] of decorating.entries())
    it(`finds decorators of tsyringe under standard decorators (${index})`, () => {
      expect(found(STANDARD, { 'src/shop.ts': code })).to.deep.equal(['tsyringe-dialect']);
    });

  const withTokens = [
    "@ContainerSingleton\nclass Shop {\n  constructor(@inject('a, b') private readonly pool: Map<string, Pool>, @inject(delay(() => Mail)) mail: Mail,) {}\n}\n",
    '@injectable()\nexport class Shop {\n  constructor(\n    @inject(Pool) pool: (a: string, b: string) => Pool,\n    @inject(Mail) mail = new Mail(),\n  ) {}\n}\n',
    '@ContainerSingleton({ inject: [Pool], eager: true })\nexport class Shop {\n  constructor(pool: Pool) {}\n}\n',
    '@ContainerSingleton({ ...common, name: "shop" })\nclass Shop {\n  constructor(pool: Pool) {}\n}\n',
    '@ContainerSingleton(options)\nclass Shop {\n  constructor(pool: Pool) {}\n}\n',
    '@injectable()\nclass Shop {}\nclass Other {\n  constructor(pool: Pool) {}\n}\n',
    'class Shop {\n  @ContainerSingleton({ eager: false }) static get pool() { return new Pool(); }\n}\nclass Other { constructor(pool: Pool) {} }\n',
    '@ContainerSingleton\nclass Shop {\n  constructor() {}\n}\n',
  ];
  for (const [index, code] of withTokens.entries())
    it(`needs no metadata where each parameter has a token (${index})`, () => {
      expect(found(LEGACY, shop(code))).to.deep.equal([]);
      expect(found(METADATA, shop(code))).to.deep.equal([]);
    });

  const lacking: [code: string, line: number][] = [
    ['@ContainerSingleton\nclass Shop {\n  constructor(pool: Pool) {}\n}\n', 5],
    ["@injectable()\nclass Shop {\n  constructor(@inject('pool') pool: Pool, mail: Mail) {}\n}\n", 5],
    [
      '@ContainerSingleton({ eager: true, dispose: (shop) => shop.close() })\nexport default class Shop {\n\n  constructor(pool = new Pool()) {}\n}\n',
      6,
    ],
    [
      "@ContainerSingleton()\n@Logged({ at: ')' })\nabstract class Shop extends Base<Pool> {\n  x = 1;\n  constructor(pool: Map<string, Pool>) { super(); }\n}\n",
      7,
    ],
  ];
  for (const [index, [code, line]] of lacking.entries())
    it(`finds a parameter without a token (${index})`, () => {
      expect(found(LEGACY, shop(code))).to.deep.equal([`tsyringe-metadata src/shop.ts:${line}`]);
      expect(found(METADATA, shop(code))).to.deep.equal([`esbuild-metadata src/shop.ts:${line}`]);
    });

  it('advises no metadata to who compiles with esbuild', () => {
    found(LEGACY, shop('@injectable()\nclass Shop {\n  constructor(pool: Pool) {}\n}\n'));
    expect(warmscope(['doctor', files.path]).stdout).to.not.include('"emitDecoratorMetadata": true');
    files.write('package.json', { name: 'shop', scripts: { build: 'tsc' } });
    expect(warmscope(['doctor', files.path]).stdout).to.include('"emitDecoratorMetadata": true');
  });
});
