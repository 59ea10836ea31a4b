import { expect } from 'chai';
import { ContainerSingleton } from '../../src/index.js';
import { KeyedSingleton } from '../../src/keyed/index.js';
import { useTestContainer } from './container-rig.js';

describe('testing: overrides of #members', () => {
  const rig = useTestContainer();

  class Vault {
    @ContainerSingleton()
    get #client(): string {
      return 'real';
    }
    @ContainerSingleton()
    static get #shared(): string {
      return 'real';
    }
    @KeyedSingleton({ max: 2 })
    #pool(tenant: string): string {
      return tenant;
    }
    read(): string[] {
      return [this.#client, Vault.#shared, this.#pool('acme')];
    }
  }

  it('reach them, before there is an instance and after', () => {
    for (let round = 0; round < 2; round++) {
      const undos = [
        rig.kit.override(Vault, '#client', 'fake'),
        rig.kit.override(Vault, '#shared', 'fake'),
        rig.kit.override(Vault, '#pool', (tenant: string) => `fake ${tenant}`),
      ];
      const vault = new Vault();
      expect(vault.read()).to.deep.equal(['fake', 'fake', 'fake acme']);
      for (const undo of undos) undo();
      expect(vault.read()).to.deep.equal(['real', 'real', 'acme']);
    }
  });
});
