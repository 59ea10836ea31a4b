import { Container } from '../../src/registry/container.js';
import { type DiContainers, diContainers } from '../../src/registry/di-containers.js';
import { container } from '../../src/registry/global.js';
import { type Lifecycle, lifecycle } from '../../src/registry/lifecycle.js';
import { type Provisions, provisions } from '../../src/registry/provisions.js';
import { facadeOf } from '../../src/registry/registry.js';
import type { Registry } from '../../src/registry/registry-types.js';
import type { SingletonDirectory } from '../../src/registry/singleton-directory.js';
import { type Singletons, singletons } from '../../src/registry/singletons.js';

/** What specs look at of a container's parts, all in one object. */
type Parts = Pick<Lifecycle, 'life' | 'invocations' | 'background' | 'extension' | 'stopListening'> &
  Pick<Singletons, 'succession' | 'isKnown' | 'addSingleton' | 'constructByResolver' | 'find'> & {
    readonly singletons: SingletonDirectory;
    readonly provisions: Provisions;
    readonly containers: DiContainers;
    readonly gate: Singletons['succession']['gate'];
  };

/** A container with its public side, and with its parts at hand. */
export type WholeContainer = Omit<Container, 'invocations' | 'background'> & Registry & Parts & Container;

const OF_LIFECYCLE = ['life', 'extension'] as const;
const OF_SINGLETONS = ['succession', 'isKnown', 'addSingleton', 'constructByResolver', 'find'] as const;

function whole(bare: Container): WholeContainer {
  facadeOf(bare);
  const [cycle, clients] = [lifecycle.of(bare), singletons.of(bare)];
  const define = (name: string, get: () => unknown, set?: (value: never) => void): void => {
    Object.defineProperty(bare, name, { get, ...(set && { set }), configurable: true });
  };
  for (const name of OF_LIFECYCLE) define(name, () => cycle[name]);
  for (const name of OF_SINGLETONS)
    define(name, () =>
      typeof clients[name] === 'function' ? (clients[name] as (...args: never[]) => unknown).bind(clients) : clients[name],
    );
  define('singletons', () => clients.directory);
  define('provisions', () => provisions.of(bare));
  define('containers', () => diContainers.of(bare));
  define('gate', () => clients.succession.gate);
  define(
    'stopListening',
    () => cycle.stopListening,
    (value: (() => void) | undefined) => {
      cycle.stopListening = value;
    },
  );
  return bare as WholeContainer;
}

/** A container of its own, which nothing else uses. */
export function newContainer(): WholeContainer {
  return whole(new Container());
}

/** The one container of this thread. */
export const containerRegistry = whole(container);
