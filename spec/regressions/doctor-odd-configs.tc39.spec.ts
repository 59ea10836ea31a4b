import { expect } from 'chai';
import { useFiles, warmscope } from '../cli/run-cli.js';

const MODERN = { compilerOptions: { target: 'es2022' } };
const EXPERIMENTAL = { compilerOptions: { target: 'es2022', experimentalDecorators: true } };
const SWC = { jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { decoratorVersion: '2022-03' } } };

/** `npx warmscope doctor` took a file that cannot be read for one of the other dialect, an array in .swcrc for nothing, and esnext for a target. */
describe('regressions/doctor-odd-configs', () => {
  const files = useFiles();

  /** The findings in a project of these files, `id: what` each, on one line. */
  function found(more: Record<string, unknown>, scripts: object = {}): string[] {
    files.write('package.json', { name: 'shop', engines: { node: '>=22' }, scripts });
    files.write('node_modules/warmscope/package.json', { name: 'warmscope', version: '0.1.0' });
    files.write('src/a.ts', "import { Cached } from 'warmscope';\nclass A { @Cached({ ttl: 5 }) a() {} }\n");
    for (const [name, content] of Object.entries(more)) files.write(name, content);
    const { stdout, stderr } = warmscope(['doctor', files.path], { columns: 1_000 });
    expect(stderr).to.equal('');
    return stdout.split('\n').flatMap((line) => /^(?:problem|hint) +(.*)$/.exec(line)?.[1] ?? []);
  }
  const ids = (findings: readonly string[]) => findings.map((text) => text.split(':')[0]);

  for (const [what, own] of [
    ['missing', undefined],
    ['broken', '{'],
    ['extending nothing', { extends: './none.json' }],
  ] as const)
    it(`a project that is referred to and ${what} has no dialect`, () => {
      const references = { files: [], references: [{ path: './one' }, { path: './two' }] };
      const all = { 'tsconfig.json': references, 'one/tsconfig.json': EXPERIMENTAL, ...(own && { 'two/tsconfig.json': own }) };
      expect(ids(found(all))).to.deep.equal(['broken-config']);
    });

  it('two that can be read still differ', () => {
    const references = { files: [], references: [{ path: './one' }, { path: './two' }, { path: './three' }] };
    const all = { 'tsconfig.json': references, 'one/tsconfig.json': EXPERIMENTAL, 'two/tsconfig.json': MODERN };
    const findings = found(all);
    expect(ids(findings)).to.have.members(['broken-config', 'mixed-dialects']);
    expect(findings.find((text) => text.startsWith('mixed'))).not.to.include('three');
  });

  for (const compilerOptions of [{ target: 5 }, { lib: 'es2022' }, { lib: [5] }])
    it(`says of ${JSON.stringify(compilerOptions)} nothing of its own code`, () => {
      const [finding, ...others] = found({ 'tsconfig.json': { compilerOptions } });
      expect(others).to.deep.equal([]);
      expect(finding).to.equal('broken-config: tsconfig.json: an option has another type than tsc reads');
    });

  for (const [what, swcrc, expected] of [
    [
      'for TypeScript and for JavaScript',
      [
        { test: '.*\\.js$', jsc: { parser: { syntax: 'ecmascript' } } },
        { test: '.*\\.ts$', ...SWC },
      ],
      [],
    ],
    ['of one', [SWC], []],
    ['of one without decorators', [{ jsc: { ...SWC.jsc, parser: { syntax: 'typescript' } } }], ['swc-decorators']],
    ['of nothing', [], ['swc-decorators', 'swc-dialect']],
  ] as const)
    it(`reads an array ${what} in .swcrc`, () => {
      expect(ids(found({ 'tsconfig.json': MODERN, '.swcrc': swcrc }))).to.deep.equal(expected);
    });

  for (const [line, isFine] of [
    ['esbuild src/a.ts --target=esnext', false],
    ['esbuild src/a.ts --target=ESNext --bundle', false],
    ['esbuild src/a.ts --target=node20', true],
    ['esbuild src/a.ts --target=esnext,node20', true],
  ] as const)
    it(`${isFine ? 'finds nothing wrong with' : 'finds that decorators are left in by'} ${line}`, () => {
      expect(ids(found({ 'tsconfig.json': MODERN }, { build: line }))).to.deep.equal(isFine ? [] : ['esbuild-target']);
    });
});
