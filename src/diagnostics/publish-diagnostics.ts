import { type Container, Part } from '../registry/container.js';
import { container } from '../registry/global.js';
import { Publisher } from './publisher.js';

/** Publishes what goes on in a container for as long as somebody wants it to. */
class Publishing {
  #wanted = 0;
  readonly #publisher: Publisher;

  constructor(private readonly container: Container) {
    this.#publisher = new Publisher(container.clock);
  }

  begin(): void {
    if (this.#wanted++ === 0) this.#observe(this.#publisher);
  }

  end(): void {
    if (--this.#wanted === 0) this.#observe(undefined);
  }

  #observe(observer: Publisher | undefined): void {
    this.container.observer = observer;
    for (const member of this.container.caches.members()) member.use(member.cache);
  }
}

const publishing: Part<Publishing> = /* @__PURE__ */ new Part(
  'diagnostics',
  (container) => new Publishing(container),
);

/**
 * Publishes what caches and clients do on the channels of `node:diagnostics_channel`, from now on and for all
 * members, until each caller has called the function that it was given. Messages name members, causes and
 * milliseconds, never a key, an argument or a value. Who does not call this pays nothing for it.
 * @example
 * import { subscribe } from 'node:diagnostics_channel';
 * subscribe('warmscope:load', (message) => console.log(message));
 * const stop = publishDiagnostics();
 */
export function publishDiagnostics(): () => void {
  const part = publishing.of(container);
  part.begin();
  let isDone = false;
  return () => {
    if (!isDone) part.end();
    isDone = true;
  };
}
