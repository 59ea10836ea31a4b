import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PROJECT_ROOT, printedBy } from '../packaging/project.js';

// Kind of fault: Whatever was found on globalThis under the package's symbols was taken for this version's own.

const VERSION: string = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')).version;

/** What another version, or anybody else, may have left there. */
const FOREIGN: Record<string, { value: string; names: RegExp }> = {
  'a registry of another version': { value: "{ version: '9.9.9', stats() {}, resolve() {} }", names: /version 9\.9\.9/ },
  'a registry without a version': { value: '{ stats() {}, resolve() {} }', names: /does not say/ },
  'an array': { value: '[]', names: /does not say/ },
  'a number': { value: '5', names: /type number/ },
  'a text': { value: "'registry'", names: /type string/ },
  'a function': { value: '() => ({})', names: /type function/ },
  null: { value: 'null', names: /null|type object/ },
  'a proxy that throws': { value: "new Proxy({}, { get() { throw new Error('no'); } })", names: /does not say/ },
};

/** Finds the symbols in a process of its own, as another release might use others. */
const SYMBOLS =
  "const before = new Set(Object.getOwnPropertySymbols(globalThis)); await import('warmscope'); console.log(JSON.stringify(Object.getOwnPropertySymbols(globalThis).filter((symbol) => !before.has(symbol)).map((symbol) => Symbol.keyFor(symbol))));";

describe('regression: foreign registries', () => {
  let symbols: string[] = [];
  before(async () => {
    symbols = (await printedBy(SYMBOLS)) as string[];
    expect(symbols).to.include('warmscope.registry.v2');
  });

  for (const [what, { value, names }] of Object.entries(FOREIGN)) {
    for (const isInOnePlace of [true, false]) {
      it(`are never used: ${what}, in ${isInOnePlace ? 'the place of the registry' : 'every place'}`, async () => {
        const taken = isInOnePlace ? ['warmscope.registry.v2'] : [...symbols, ...symbols.map((symbol) => `${symbol}@${VERSION}`)];
        const [answers, isSame, warnings] = (await printedBy(
          `import { createRequire } from 'node:module';
           const warnings = []; process.on('warning', ({ code, message }) => warnings.push([code, message]));
           const foreign = ${value};
           for (const symbol of ${JSON.stringify(taken)}) Object.defineProperty(globalThis, Symbol.for(symbol), { value: foreign, configurable: true });
           const { cached, containerSingleton, registry, runInvocation } = await import('warmscope');
           const cjs = createRequire(process.cwd() + '/')('warmscope');
           const get = cached((key) => ({ key })), client = containerSingleton(() => ({})), key = Symbol('key');
           const answers = [get(key) === get(key), get({ key }) === get({ key }), client() === client(), await runInvocation({}, () => true)];
           await new Promise((done) => setImmediate(done));
           console.log(JSON.stringify([answers, registry === cjs.registry, warnings]));`,
          { flags: ['--no-warnings'] },
        )) as [boolean[], boolean, [string, string][]];
        expect(answers).to.deep.equal([true, true, true, true]);
        expect(isSame, 'two copies of one version share').to.equal(true);
        expect(warnings.map(([code]) => code)).to.deep.equal(['WARN_WARMSCOPE_VERSION']);
        expect(warnings[0]?.[1]).to.match(names).and.to.contain(`version ${VERSION}`);
      });
    }
  }
});
