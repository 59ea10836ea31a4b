import 'reflect-metadata';
import { container } from 'tsyringe';
import { registry } from '../../src/index.js';
import { connect } from '../../src/tsyringe/index.js';

/** Gives each spec of the surrounding suite a tsyringe container with nothing registered but the container singletons, and no instances. */
export function useFreshContainer(): void {
  beforeEach(() => {
    container.reset();
    connect(container);
  });
  afterEach(() => registry.dispose());
}
