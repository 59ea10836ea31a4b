import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import { MOST_LOOKALIKES } from '../../src/registry/roster.js';
import { collectReports } from '../support/warnings.js';

const rows = (prefix: string) => registry.stats().singletons.filter(({ name }) => name.startsWith(prefix));

describe('singletons of a module that is evaluated again', () => {
  collectReports();
  afterEach(() => registry.dispose());

  it('are taken over, client and counters, where they are named', async () => {
    let disposals = 0;
    const evaluate = () => {
      class Billing {
        readonly id = 1;
        @ContainerSingleton({ name: 'over-getter' })
        get client(): object {
          return {};
        }
      }
      return {
        billing: new Billing(),
        fn: containerSingleton(async () => ({}), { name: 'over-function', dispose: () => void disposals++ }),
      };
    };
    const first = evaluate();
    const [client, value] = [first.billing.client, await first.fn()];
    for (let evaluation = 0; evaluation < 5; evaluation++) {
      const { billing, fn } = evaluate();
      expect(billing.client).to.equal(client);
      expect(await fn()).to.equal(value);
    }
    for (const name of ['over-getter', 'over-function']) {
      expect(rows(name).map((row) => [row.name, row.builds])).to.deep.equal([[name, 1]]);
    }
    await registry.dispose();
    expect(disposals).to.equal(1);
  });

  it('are not taken over by other code of the same name', () => {
    const one = containerSingleton(() => 'one', { name: 'over-same' });
    const two = containerSingleton(() => 'two', { name: 'over-same' });
    expect([one(), two(), one(), two()]).to.deep.equal(['one', 'two', 'one', 'two']);
    expect(rows('over-same').map(({ name }) => name)).to.deep.equal(['over-same', 'over-same#2']);
  });

  it('do not pile up in the list where they are not named, and are still disposed', async () => {
    let disposals = 0;
    const readers = Array.from({ length: 2 * MOST_LOOKALIKES }, () =>
      containerSingleton(
        function unnamed() {
          return {};
        },
        { dispose: () => void disposals++ },
      ),
    );
    for (const read of readers) read();
    expect(rows('unnamed')).to.have.length.at.most(MOST_LOOKALIKES);
    await registry.dispose();
    expect(disposals).to.equal(readers.length);
  });

  it('keep their place in the order of disposal when they are taken over', async () => {
    const disposed: string[] = [];
    const evaluate = () => containerSingleton(() => ({}), { name: 'over-order', dispose: () => void disposed.push('over-order') });
    evaluate()();
    const later = containerSingleton(() => ({}), { dispose: () => void disposed.push('later') });
    later();
    evaluate()();
    await registry.dispose();
    expect(disposed).to.deep.equal(['later', 'over-order']);
  });
});
