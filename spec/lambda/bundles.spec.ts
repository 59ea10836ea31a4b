import { expect } from 'chai';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { runtimes, titleOf } from '../support/lambda/runtimes.js';

for (const runtime of runtimes) {
  describe(`A minified CommonJS bundle ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);

    it('keeps the entries of two classes of one name and method apart', async () => {
      const { answer } = await (await deploy('same-names.ts')).invoke('alice');
      const expected = ['east alice', 'west alice', 'east summary of alice', 'west summary of alice'];
      expect(answer).to.deep.equal([expected, expected]);
    });

    it('works with warmscope in node_modules, where require of an ES module is off', async () => {
      const container = await deploy('package-form.ts', { externalWarmscope: true });
      const { answer } = await container.invoke<{ resolved: string; requireOfEsModules: boolean }>({ value: 21 });
      expect(answer).to.deep.include({ doubled: [42, 42], hits: 1, requireOfEsModules: false });
      expect(answer.resolved.replaceAll('\\', '/')).to.match(/dist\/cjs\/index\.js$/);
    });
  });
}
