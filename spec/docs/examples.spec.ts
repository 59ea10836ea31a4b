import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { dialect } from '../support/lambda/dialect.js';
import { examplesOf, examplesUnder } from './examples.js';
import { type Ending, Programs, projectRoot } from './programs.js';
import { type Stores, startStores } from './stores.js';

describe('docs/examples', () => {
  const examples = examplesUnder(projectRoot).filter(({ isLegacyOnly }) => dialect === 'legacy' || !isLegacyOnly);
  const programs = new Programs(dialect, examples);
  let compilation: Ending;
  let stores: Stores;

  before(async function () {
    this.timeout(120_000);
    stores = await startStores();
    programs.write();
    compilation = await programs.compile();
  });

  after(() => stores.stop());

  it('finds the examples of the guide', () => {
    expect(examples.filter(({ place }) => place.startsWith('docs/guide.md')).length).to.be.at.least(10);
  });

  it('compiles them all', () => {
    expect(compilation.stdout + compilation.stderr).to.equal('');
    expect(compilation.exitCode).to.equal(0);
  });

  for (const example of examples) {
    it(`runs ${example.place}${example.output === undefined ? '' : ', which prints what the page says'}`, async () => {
      const { exitCode, stdout, stderr } = await programs.run(example, stores.environment);
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
      if (example.output !== undefined) expect(stdout).to.equal(example.output);
    });
  }
});

describe('README', () => {
  it('stays under 200 lines', () => {
    expect(readFileSync(join(projectRoot, 'README.md'), 'utf8').split('\n').length - 1).to.be.below(200);
  });
});

describe('docs/examples: finding them', () => {
  const page = (...lines: string[]): string => `${lines.join('\n')}\n`;

  it('takes a text block for the output of the example right before it', () => {
    const [first, second] = examplesOf(
      'a.md',
      page('```ts', 'one();', '```', '', '```text', '1', '```', '', '```ts', 'two();', '```', 'so:', '```text', '2', '```'),
    );
    expect(first).to.include({ place: 'a.md:2', code: 'one();\n', output: '1\n', isLegacyOnly: false });
    expect(second).to.include({ code: 'two();\n', output: undefined });
  });

  it('leaves other languages alone', () => {
    expect(examplesOf('a.md', page('```sh', 'npm ci', '```', '```tsx', '<a/>', '```'))).to.deep.equal([]);
  });

  it('knows examples with parameter decorators by their mark', () => {
    expect(examplesOf('a.md', page('```ts legacy', 'one();', '```'))[0]?.isLegacyOnly).to.equal(true);
  });

  for (const fence of ['  ```ts', '````ts', '~~~ts', '``` ts']) {
    it(`refuses an example fenced with "${fence}", which would be missed`, () => {
      expect(() => examplesOf('a.md', page(fence, 'one();'))).to.throw(`not '${fence}'`);
    });
  }

  for (const mark of ['ts ignore', 'typescript', 'ts title="x"']) {
    it(`refuses the mark ${mark}`, () => {
      expect(() => examplesOf('a.md', page(`\`\`\`${mark}`, 'one();', '```'))).to.throw(
        `a.md:2: an example is marked 'ts' or 'ts legacy', not '${mark}'.`,
      );
    });
  }
});
