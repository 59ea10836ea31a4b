import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectAll, injectable, singleton } from 'tsyringe';
import { ContainerSingleton, registry } from '../../src/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import '../../src/tsyringe/index.js';

describe('tsyringe: a test container', () => {
  let kit: TestContainer;
  beforeEach(() => {
    // Other suites have reset the container.
    container.registerSingleton(Kept);
    kit = createTestContainer();
  });
  afterEach(() => kit.dispose());

  @ContainerSingleton
  class Storage {
    read(): string {
      return 'real';
    }
  }
  const fake = { read: () => 'fake' };

  @injectable()
  class Transient {
    constructor(
      readonly storage: Storage,
      @inject('bucket') readonly bucket: string,
      @injectAll('bucket') readonly buckets: string[],
    ) {}
  }
  @singleton()
  class Kept {
    constructor(readonly storage: Storage) {}
  }
  @ContainerSingleton
  class Ours {
    constructor(
      readonly kept: Kept,
      @inject('bucket') readonly bucket: string,
    ) {}
  }
  class Undecorated {
    read(): string {
      return 'real';
    }
  }

  it('overrides reach every resolution, of registered tokens and of others', () => {
    kit.override(Storage, fake);
    kit.override('bucket', 'fake bucket');
    const transient = container.resolve(Transient);
    expect([transient.storage, transient.bucket, transient.buckets]).to.deep.equal([fake, 'fake bucket', ['fake bucket']]);
    expect([container.resolve(Storage), registry.resolve('bucket'), container.resolve('bucket')]).to.deep.equal([
      fake,
      'fake bucket',
      'fake bucket',
    ]);
    expect(container.createChildContainer().resolve(Storage)).to.equal(fake);
    const ours = registry.resolve(Ours);
    expect([ours.kept.storage, ours.bucket]).to.deep.equal([fake, 'fake bucket']);
  });

  it('overrides win over what the program has registered, until they are taken back', () => {
    const child = container.createChildContainer();
    const registered = { read: () => 'registered' };
    child.registerInstance(Storage, registered as Storage);
    child.register('bucket', { useValue: 'registered' });
    const undos = [kit.override(Storage, fake), kit.override('bucket', undefined)];
    expect([child.resolve(Storage), child.resolve('bucket')]).to.deep.equal([fake, undefined]);
    for (const undo of undos) undo();
    expect([child.resolve(Storage), child.resolve('bucket')]).to.deep.equal([registered, 'registered']);
  });

  it('what tsyringe keeps is rebuilt with it, and so is what has that', () => {
    kit.override('bucket', 'b');
    const [kept, ours] = [container.resolve(Kept), registry.resolve(Ours)];
    expect(ours.kept).to.equal(kept);
    expect(kept.storage.read()).to.equal('real');
    const undo = kit.override(Storage, fake);
    expect([container.resolve(Kept).storage, registry.resolve(Ours).kept.storage]).to.deep.equal([fake, fake]);
    undo();
    expect(container.resolve(Kept).storage.read()).to.equal('real');
    expect(registry.resolve(Ours).kept.storage.read()).to.equal('real');
  });

  it('a class that is not ours can be overridden, as tsyringe would build it', () => {
    kit.override(Undecorated, fake);
    expect([container.resolve(Undecorated), registry.resolve(Undecorated)]).to.deep.equal([fake, fake]);
  });

  it('what tsyringe keeps is gone after a recycle, and back after the end', async () => {
    await kit.dispose();
    const before = container.resolve(Kept);
    kit = createTestContainer();
    kit.override(Storage, fake);
    const first = container.resolve(Kept);
    expect([first === before, first.storage]).to.deep.equal([false, fake]);
    await kit.reset();
    const second = container.resolve(Kept);
    expect([second === first, second.storage.read()]).to.deep.equal([false, 'real']);
    await kit.dispose();
    expect(container.resolve(Kept)).to.equal(before);
    await registry.dispose();
    container.clearInstances();
  });
});
