import { expect } from 'chai';
import { type AnyDecorator, anyCached, anyInvalidates, anyRetry, anySingleton, anyUpdates, thrownBy } from '../decorators/any-decorator.js';

class Vault {}

/** How compilers of experimentalDecorators apply a decorator to a #private member; TypeScript and esbuild refuse to. */
const APPLICATIONS: [what: string, apply: (decorator: AnyDecorator) => unknown][] = [
  ['a nameless method, as oxc has it', (decorator) => decorator(Vault.prototype, '', undefined)],
  ['a nameless static method', (decorator) => decorator(Vault, '', undefined)],
  ['a method by its name', (decorator) => decorator(Vault.prototype, '#secret', undefined)],
  ['a member without a descriptor', (decorator) => decorator(Vault.prototype, '#secret')],
];

const DECORATORS: [name: string, decorator: () => AnyDecorator][] = [
  ['@Cached', () => anyCached()],
  ['@ContainerSingleton', () => anySingleton({})],
  ['@Invalidates', () => anyInvalidates('secret')],
  ['@Updates', () => anyUpdates('secret', { key: () => 1 })],
  ['@RetryAfterInvalidate', () => anyRetry({ on: () => true, invalidates: ['secret'] })],
];

// vite compiles a decorator on a #private method under experimentalDecorators; the error called it `the field Vault.`.
describe('decorators on #private members under experimentalDecorators', () => {
  for (const [name, make] of DECORATORS)
    for (const [what, apply] of APPLICATIONS)
      it(`${name} on ${what} says what is wrong, and what to write`, () => {
        const error = thrownBy(() => apply(make()));
        expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
        expect(error.message).to.match(new RegExp(`^${name} cannot decorate #private Vault\\..* \\(write .private.\\):`));
      });

  it('a field is still called a field', () => {
    expect(thrownBy(() => anyCached()(Vault.prototype, 'secret', undefined)).message).to.match(
      /^@Cached cannot decorate the field Vault\.secret:/,
    );
  });
});
