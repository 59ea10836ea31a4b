import { ResolutionError } from '../errors.js';
import type { AnyToken, Class } from '../options.js';
import type { Container } from '../registry/container.js';
import { singletons } from '../registry/singletons.js';
import { withDependencies } from '../singletons/dependencies.js';
import type { Singleton } from '../singletons/singleton.js';
import { later } from '../util/timers.js';
import type { Application } from './applications.js';
import { liveReference } from './live-reference.js';
import { foreignTokens } from './metadata-tokens.js';
import { type NestProvider, nameOf } from './providers.js';

/** Hands container singletons to an application: built when Nest has what they need. */
export class Supply {
  readonly #needs = new Map<AnyToken, readonly NestProvider[]>();

  constructor(
    private readonly application: Application,
    private readonly container: Container,
  ) {}

  /** A container singleton as Nest's providers get it: the instance, or a reference if another may follow. */
  async give(target: Class): Promise<object> {
    const needs = this.#needsOf(target);
    if (needs.length > 0) {
      // A turn later, Nest knows what depends on what.
      await new Promise<void>((done) => later(done));
      this.#refuseCycle(target, needs);
      await Promise.all(needs.map((provider) => this.application.providers.load(provider)));
    }
    const instance = singletons.of(this.container).resolve(target) as object;
    const record = singletons.of(this.container).find(target);
    const isPlain = record === undefined || !mayBeReplaced(record);
    if (isPlain && this.container.underTest === undefined) return instance;
    return liveReference(() => singletons.of(this.container).resolve(target) as object, this.container);
  }

  /** The providers of Nest that a container singleton needs. */
  #needsOf(target: AnyToken): readonly NestProvider[] {
    const known = this.#needs.get(target);
    if (known !== undefined) return known;
    const isReplaced = (token: AnyToken): boolean => this.application.replacement(token) !== undefined;
    const tokens = [...foreignTokens(target as Class, this.container, isReplaced)];
    const needs = tokens.flatMap(
      (token) => this.application.replacement(token) ?? this.application.providers.find(token) ?? [],
    );
    this.#needs.set(target, needs);
    return needs;
  }

  /** Refuses a client and a provider that need each other: they would wait for ever. */
  #refuseCycle(target: Class, needs: readonly NestProvider[]): void {
    const trails = needs.map((provider) => [provider]);
    const seen = new Set(needs);
    for (const trail of trails) {
      const last = trail[trail.length - 1] as NestProvider;
      if (last.token === target)
        throw new ResolutionError(
          `${target.name} needs itself to be built: ${[target.name, ...trail.map(nameOf)].join(' -> ')}. ` +
            'Break the cycle: let one take what it needs later, with registry.resolve in a method.',
        );
      for (const next of this.#dependenciesOf(last))
        if (!seen.has(next)) {
          seen.add(next);
          trails.push([...trail, next]);
        }
    }
  }

  #dependenciesOf(provider: NestProvider): readonly NestProvider[] {
    const isOurs = singletons.of(this.container).isKnown(provider.token as AnyToken);
    return [
      ...(isOurs ? this.#needsOf(provider.token as AnyToken) : []),
      ...(provider.getCtorMetadata() ?? []),
      ...(provider.getPropertiesMetadata() ?? []).map(({ wrapper }) => wrapper),
    ];
  }
}

/** True for a client that lives shorter than the container, or was built with one. */
function mayBeReplaced({ client, current }: Singleton): boolean {
  const versions = current === undefined ? [] : [...withDependencies([current])];
  return [client, ...versions.map((version) => version.client)].some(
    ({ maxAge, maxIdle, options }) =>
      Number.isFinite(maxAge) || Number.isFinite(maxIdle) || options.validate !== undefined,
  );
}
