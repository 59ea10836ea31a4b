import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import { collected } from '../support/garbage.js';
import { collectReports } from '../support/warnings.js';

const rows = (prefix: string) => registry.stats().singletons.filter(({ name }) => name.startsWith(prefix));

describe('singletons of a module that is evaluated again', () => {
  collectReports();
  afterEach(() => registry.dispose());

  it('are others, whatever they are called, and all are disposed', async () => {
    let disposals = 0;
    const evaluate = () => {
      class Billing {
        readonly id = 1;
        @ContainerSingleton({ name: 'again-getter' })
        get client(): object {
          return {};
        }
      }
      return {
        billing: new Billing(),
        fn: containerSingleton(async () => ({}), { name: 'again-function', dispose: () => void disposals++ }),
      };
    };
    const [first, second] = [evaluate(), evaluate()];
    expect(first.billing.client).to.not.equal(second.billing.client);
    expect(await first.fn()).to.not.equal(await second.fn());
    for (const name of ['again-getter', 'again-function']) {
      expect(rows(name).map((row) => [row.name, row.builds])).to.deep.equal([
        [name, 1],
        [`${name}#2`, 1],
      ]);
    }
    await registry.dispose();
    expect(disposals).to.equal(2);
  });

  it('are listed as long as somebody can read them', async () => {
    const evaluate = () => containerSingleton(() => 'client', { name: 'again-listed' });
    const kept = evaluate();
    for (let evaluation = 0; evaluation < 300; evaluation++) evaluate();
    await collected(() => rows('again-listed').length === 1, 'the others');
    expect(kept()).to.equal('client');
  });
});
