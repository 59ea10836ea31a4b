import { singletonAlong } from '../decorators/find-members.js';
import { InvalidOptionError, InvalidTargetError } from '../errors.js';
import type { AnyToken } from '../options.js';
import type { Container } from '../registry/container.js';
import { isFamily } from '../registry/singleton-directory.js';
import { singletons } from '../registry/singletons.js';
import type { Family } from '../singletons/family.js';
import type { Singleton } from '../singletons/singleton.js';
import type { StandIn } from '../singletons/stand-ins.js';
import { classNameOf, typeOf } from '../util/naming.js';
import { disown, isThenable } from '../util/untrusted.js';

/** What can be overridden: a client's record, a keyed member, or the token of something in a DI container. */
export type Target = Singleton | Family | DiTarget;

/** The token of something that a connected DI container has. */
type DiTarget = string | symbol | (abstract new (...args: never[]) => unknown) | (() => unknown);

/** What a token stands for; throws InvalidTargetError for what is no client. */
export function targetOf(token: unknown, container: Container): Target {
  const { directory, containers } = singletons.of(container);
  const found = directory.findAny(token);
  if (found !== undefined) return found;
  const isName = (typeof token === 'string' && token !== '') || typeof token === 'symbol';
  if (isName && containers?.isEmpty === false) return token;
  if (typeof token === 'function' && containers?.having(token as AnyToken) !== undefined)
    return token as DiTarget;
  throw new InvalidTargetError(`override(${nameOf(token)}): ${reason(token, isName, container)}`);
}

/** The members of that name on a class and its instances; throws InvalidTargetError where there are none. */
export function memberTargets(place: unknown, name: unknown): Target[] {
  if (typeof place !== 'function' || Object(place.prototype) !== place.prototype)
    throw new InvalidTargetError(
      `override(${typeOf(place)}, ${shown(name)}, ...): received ${typeOf(place)} as the first argument; ` +
        'valid is the class that has the member.',
    );
  const key = name as PropertyKey;
  const found = [singletonAlong(place, key), singletonAlong(place.prototype, key)];
  const targets = [...new Set(found)].filter((target) => target !== undefined);
  if (targets.length > 0) return targets;
  throw new InvalidTargetError(
    `override(${classNameOf(place)}, ${shown(name)}, ...): it has no singleton of that name. Correct the ` +
      'name, or decorate the member with @ContainerSingleton() or @KeyedSingleton(). What a cached method ' +
      'gives is put in place by cacheOf(instance, name).set(args, value).',
  );
}

/** What gives a value in the place of a target, in the form in which its readers expect it. */
export function standInFor(target: Target, value: unknown): StandIn {
  if (isKeyed(target)) return keyedStandIn(target, value);
  // A fake may be a promise that is rejected, which nobody reads in the end.
  disown(value);
  const isAsync = isSingleton(target) && isAsyncFunction(target.factory) && !isThenable(value);
  const given = isAsync ? Promise.resolve(value) : value;
  return () => given;
}

export function isSingleton(target: Target): target is Singleton {
  return typeof target === 'object' && 'setGate' in target;
}

function isKeyed(target: Target): target is Family {
  return typeof target === 'object' && isFamily(target);
}

function keyedStandIn({ client, isAsync }: Family, value: unknown): StandIn {
  if (typeof value !== 'function')
    throw new InvalidOptionError(
      `override of the keyed singleton ${client.label}: received ${typeOf(value)}; valid is a function of ` +
        'its arguments that gives a client.',
    );
  return (call) => {
    const { self, args } = call as { readonly self: unknown; readonly args: readonly unknown[] };
    const given: unknown = value.apply(self, args);
    return isAsync && !isThenable(given) ? Promise.resolve(given) : given;
  };
}

const isAsyncFunction = (fn: unknown): boolean =>
  Object.prototype.toString.call(fn) === '[object AsyncFunction]';

/** Why a token cannot be overridden, and what to write instead. */
function reason(token: unknown, isName: boolean, { caches }: Container): string {
  if (isName)
    return (
      'no DI container is connected that could ask for this name. Import the module that connects one (as ' +
      "import 'warmscope/tsyringe' does) before."
    );
  if (typeof token !== 'function')
    return `received ${typeOf(token)}; valid is a class, a singleton's reader, or a DI container's token.`;
  if (caches.ofFunction(token) !== undefined)
    return 'a cached function is no client; call cacheOf(fn).set(args, value), or override what it uses.';
  return (
    'it is no container singleton. Valid is a class decorated with @ContainerSingleton, what ' +
    'containerSingleton() or keyedSingleton() returned, a class with the name of a singleton member, or a ' +
    'token of a connected DI container. Where modules were reset, take the class that the code under test ' +
    'imports now.'
  );
}

function nameOf(token: unknown): string {
  if (typeof token === 'function') return token.name || 'anonymous';
  return typeof token === 'string' || typeof token === 'symbol' ? shown(token) : typeOf(token);
}

const shown = (name: unknown): string => (typeof name === 'string' ? `'${name}'` : String(name));
