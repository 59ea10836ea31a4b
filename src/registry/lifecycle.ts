import { READS } from '../context/wait.js';
import { BackgroundWarning } from '../errors.js';
import { Extension } from '../hosts/lambda-extension.js';
import { Background } from '../invocation/background.js';
import { Invocations } from '../invocation/invocations.js';
import { type Container, Part } from './container.js';
import { ContainerLife } from './container-life.js';

/**
 * The invocations of a container: which are running, what goes on behind them, and the freezes between them.
 */
export class Lifecycle {
  readonly life: ContainerLife;
  readonly invocations: Invocations;
  readonly background: Background;
  readonly extension: Extension;
  /** True once SIGTERM disposes the singletons. */
  disposesOnTermination = false;

  constructor(container: Container) {
    const { clock, caches, waits } = container;
    const report = (cause: unknown): void => {
      const problem = 'What warmscope does when an invocation begins or ends failed; see `cause`.';
      container.warn(this.life, new BackgroundWarning(problem, { cause }));
    };
    this.life = new ContainerLife(clock, report, container);
    this.invocations = new Invocations(clock);
    this.background = new Background(clock, this.invocations);
    this.extension = new Extension(clock);
    this.invocations.onRead = (read, of) =>
      waits.noteReads(read === 'any' ? READS.anything : READS.tenant, of);
    this.invocations.opener = () => waits.current;
    this.life.onThaw(() => this.background.abandonLeftovers());
    this.life.onThaw(() => caches.abandonLoads());
    this.life.onThaw(() => caches.purge());
    container.invocations = this.invocations;
    container.background = this.background;
  }
}

export const lifecycle: Part<Lifecycle> = /* @__PURE__ */ new Part(
  'lifecycle',
  (container) => new Lifecycle(container),
);
