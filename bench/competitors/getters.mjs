/** Class-level clients, read by a getter. One line in `competitors` adds one; its adapter gives the function that reads. */
/** @import { Competitor, ReaderAdapter } from '../types.d.ts' */
import { decorate, warmscope } from './warmscope.mjs';

class Client {
  id = 1;
}

/** @type {Competitor<ReaderAdapter>[]} */
export const competitors = [
  { id: 'hand-written static ??=', group: 'hand', adapter: staticGetter },
  { id: 'warmscope', group: 'warmscope', adapter: () => decoratedGetter({}) },
  { id: 'warmscope function form', group: 'warmscope', adapter: functionForm },
  { id: 'typescript-memoize getter', group: 'peer', adapter: memoizedGetter },
  { id: 'memoize function', group: 'peer', adapter: memoizedFunction },
];

/** @type {ReaderAdapter} */
function staticGetter() {
  // biome-ignore lint/complexity/noStaticOnlyClass: this is how people write it
  class Billing {
    /** @type {Client | undefined} */
    static #client;
    static get client() {
      // biome-ignore lint/suspicious/noAssignInExpressions: this is how people write it
      return (Billing.#client ??= new Client());
    }
  }
  return () => Billing.client;
}

/** @param {object} options */
async function decoratedGetter(options) {
  const { ContainerSingleton } = await warmscope();
  class Billing {
    get client() {
      return new Client();
    }
  }
  decorate(Billing.prototype, 'client', ContainerSingleton(options));
  const billing = new Billing();
  return () => billing.client;
}

/** @type {ReaderAdapter} */
async function functionForm() {
  const { containerSingleton } = await warmscope();
  return containerSingleton(() => new Client());
}

/** @type {ReaderAdapter} */
async function memoizedGetter() {
  const { Memoize } = (await import('typescript-memoize')).default;
  class Billing {
    get client() {
      return new Client();
    }
  }
  decorate(Billing.prototype, 'client', Memoize());
  const billing = new Billing();
  return () => billing.client;
}

/** @type {ReaderAdapter} */
async function memoizedFunction() {
  const { default: memoize } = await import('memoize');
  const client = memoize(() => new Client());
  return () => client();
}
