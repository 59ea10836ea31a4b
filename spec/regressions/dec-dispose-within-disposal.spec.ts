import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

describe('a disposal that itself calls registry.dispose()', () => {
  it('does not wait for itself, not even after an await', async () => {
    // In a process of its own: a registry that hangs would hang every other spec.
    const printed = await printedBy(`
      import { containerSingleton, registry } from 'warmscope';
      const nextTurn = () => new Promise((done) => setImmediate(done));
      const disposed = [];
      const other = containerSingleton(() => ({}), { dispose: () => void disposed.push('other') });
      const app = containerSingleton(() => ({}), { dispose: async () => { await nextTurn(); await registry.dispose(); disposed.push('app'); } });
      other(); app();
      let state = 'pending';
      registry.dispose().then(() => { state = 'resolved'; });
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      console.log(JSON.stringify([state, disposed]));`);
    expect(printed).to.deep.equal(['resolved', ['app', 'other']]);
  });
});
