import type { IncomingMessage, ServerResponse } from 'node:http';
import { OpenInvocation } from '../handlers/open-invocation.js';
import type { InvocationDescription } from '../invocation/invocation.js';
import { type Container, Part } from '../registry/container.js';
import { container } from '../registry/global.js';
import { later } from '../util/timers.js';
import { isDisconnected, onConnectionClose } from './connections.js';
import { descriptionBy } from './scope-options.js';

/** What emits the events of a request or of its response. */
type Emitter = Pick<IncomingMessage | ServerResponse, 'emit'>;

/** A request of Node's server, and its response. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** The requests that are invocations, by what stands for them: two scopes around one open one. */
const requests: Part<WeakMap<object, OpenInvocation>> = /* @__PURE__ */ new Part(
  'requests',
  () => new WeakMap(),
);

/** Makes requests invocations, as the options of a scope say. */
export class Requests {
  readonly #describe: (request: unknown) => InvocationDescription;

  /** `place` names the scope, for messages. Throws InvalidOptionError. */
  constructor(
    options: object,
    place: string,
    private readonly host: Container = container,
  ) {
    this.#describe = descriptionBy(options, place, host);
  }

  /** Opens the invocation of a request, which `id` stands for; undefined where it is open already. */
  open(request: unknown, id: object): OpenInvocation | undefined {
    const known = requests.of(this.host);
    if (known.has(id)) return undefined;
    const invocation = new OpenInvocation(this.host, this.#describe(request));
    invocation.belongTo(id);
    known.set(id, invocation);
    return invocation;
  }

  /** The invocation of a request, open or ended. */
  find(id: object): OpenInvocation | undefined {
    return requests.of(this.host).get(id);
  }

  /** Opens the invocation of a request of Node's server: it is closed when the response or connection is. */
  openExchange(request: unknown, { incoming, outgoing }: Exchange): OpenInvocation | undefined {
    const invocation = this.open(request, outgoing);
    if (invocation === undefined) return undefined;
    const close = (): void => {
      invocation.close();
      release();
    };
    const release = onConnectionClose(incoming, close);
    outgoing.once('close', close);
    // Some imitations of a server's response finish, and are never closed.
    outgoing.once('finish', () => later(close, false));
    bindEvents(incoming, invocation);
    bindEvents(outgoing, invocation);
    if (outgoing.closed || outgoing.destroyed || isDisconnected(incoming)) close();
    return invocation;
  }
}

/**
 * Has the listeners of an emitter run as part of an invocation: its events come from the connection, which
 * knows nothing of it, and parsers of bodies go on from there.
 */
function bindEvents(emitter: Emitter, invocation: OpenInvocation): void {
  const { emit } = emitter;
  emitter.emit = function (this: Emitter, ...event: Parameters<Emitter['emit']>): boolean {
    const proceed = (): boolean => emit.apply(this, event);
    return invocation.isOpen ? invocation.enter(proceed) : proceed();
  };
}
