import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { projectRoot, runNode } from '../docs/programs.js';

const RUN = /^```sh\nnpx tsx (?:--tsconfig \S+ )?(samples\/\S+)\.ts\n```\n\n```text\n([\s\S]*?)^```$/gm;

describe('samples/README', () => {
  const readme = readFileSync(join(projectRoot, 'samples', 'README.md'), 'utf8');
  const runs = [...readme.matchAll(RUN)];
  const built = fileURLToPath(new URL('../../', import.meta.url));

  it('shows a run of every sample', () => {
    const pairs = ['module-variable-client', 'class-level-client', 'dictionary-cache', 'lru-function', 'keyed'];
    const files = pairs.flatMap((pair) => [`samples/${pair}/before`, `samples/${pair}/after`]);
    const hosts = ['web/express', 'web/koa', 'web/fastify', 'web/hono', 'middy/main'].map((name) => `samples/${name}`);
    expect(runs.map(([, file]) => file)).to.deep.equal([...files, 'samples/tsyringe/main', 'samples/nest/main', ...hosts]);
  });

  for (const [, file = '', output] of runs) {
    it(`shows what ${file} prints`, async () => {
      const { exitCode, stdout, stderr } = await runNode([join(built, `${file}.js`)]);
      expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
      expect(stdout).to.equal(output);
    });
  }
});
