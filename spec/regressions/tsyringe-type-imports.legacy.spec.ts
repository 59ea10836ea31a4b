import 'reflect-metadata';
import { expect } from 'chai';
import { container } from 'tsyringe';
import { ContainerSingleton, registry } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { useFreshContainer } from '../tsyringe/fresh-container.js';

/** What compilers write for the type of a parameter that is no class at run time, and what the error has to name. */
const TYPES: [written: object, cause: RegExp][] = [
  [Function, /has the type Function.*\(If it is a class, `import type` is to blame: import the class itself\.\)/],
  [Object, /has the type Object.*An interface.*a circular import or `import type`.*import the class itself/],
  [String, /has the type String, which says nothing of what to pass\. Name a token: .*inject: \[\.\.\.\]\.$/],
  [Promise, /has the type Promise, which says nothing of what to pass\. Name a token: .*inject: \[\.\.\.\]\.$/],
];

// Found by the matrix: a linter had turned the import of a class into `import type`, and the error did not say so.
describe('a parameter whose class was imported with `import type`', () => {
  useFreshContainer();

  for (const [written, cause] of TYPES)
    for (const ask of ['registry', 'tsyringe'] as const)
      it(`is refused with its cause, written as ${(written as { name: string }).name}, asked through ${ask}`, () => {
        class Reports {
          constructor(readonly client: unknown) {}
        }
        Reflect.defineMetadata('design:paramtypes', [written], Reports);
        ContainerSingleton(Reports);
        const error = thrownBy(() => (ask === 'registry' ? registry.resolve(Reports) : container.resolve(Reports)));
        expect(error.message).to.match(cause);
      });
});
