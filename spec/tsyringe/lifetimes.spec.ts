import 'reflect-metadata';
import { expect } from 'chai';
import { container, injectable } from 'tsyringe';
import { ContainerSingleton, registry } from '../../src/index.js';
import { once } from '../singletons/open-invocation.js';
import { useFakeClock } from '../support/clock.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';

let connections = 0;

@ContainerSingleton({ maxAge: '1h' })
class Db {
  readonly id = ++connections;
}

/** One that only tsyringe knows. */
@injectable()
class Table {
  constructor(readonly db: Db) {}
}

@ContainerSingleton
class Orders {
  constructor(readonly table: Table) {}
}

describe('lifetimes with warmscope/tsyringe', () => {
  useFreshContainer();
  collectReports();
  const clock = useFakeClock();

  it('renew what tsyringe injected a replaced singleton into, through a class that only tsyringe knows', async () => {
    const ids = () => once(() => [registry.resolve(Orders).table.db.id, container.resolve(Orders).table.db.id]);
    expect(await ids()).to.deep.equal([1, 1]);
    clock.advance(3_600_000);
    expect(await ids()).to.deep.equal([2, 2]);
    clock.advance(3_600_000);
    expect(container.resolve(Orders).table.db.id, 'outside of invocations').to.equal(3);
  });
});
