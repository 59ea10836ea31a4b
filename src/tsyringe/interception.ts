import type { Container } from '../registry/container.js';
import { provisions } from '../registry/provisions.js';
import { singletons } from '../registry/singletons.js';
import { surrender } from '../singletons/withdrawals.js';
import { VERSION } from '../util/version.js';
import { Bridge } from './bridge.js';
import type { TsyringeContainer } from './internals.js';

/** Where the copies of this package find each other's bridges, on what tsyringe's containers inherit from. */
const BRIDGES = Symbol.for(`warmscope.tsyringe-bridges.v2@${VERSION}`);

/**
 * The bridge between a registry and tsyringe; the first time, it is built into the methods of tsyringe's
 * containers, child containers included.
 */
export function bridgeTo(container: TsyringeContainer, registry: Container): Bridge {
  const prototype = methodsOf(container);
  const found = Reflect.get(prototype, BRIDGES) as WeakMap<object, Bridge> | undefined;
  const bridges = found ?? new WeakMap<object, Bridge>();
  if (found === undefined) Object.defineProperty(prototype, BRIDGES, { value: bridges });
  const existing = bridges.get(registry);
  if (existing !== undefined) return existing;
  const bridge = new Bridge(registry);
  bridges.set(registry, bridge);
  interceptResolutions(prototype, bridge);
  interceptChanges(prototype, bridge, registry);
  return bridge;
}

/** The object that has a container's methods: all containers inherit from it. */
function methodsOf(container: TsyringeContainer): TsyringeContainer {
  let owner: object = container;
  while (!Object.hasOwn(owner, 'resolveRegistration')) owner = Object.getPrototypeOf(owner);
  return owner as TsyringeContainer;
}

function interceptResolutions(prototype: TsyringeContainer, bridge: Bridge): void {
  const { getRegistration, getAllRegistrations, resolveRegistration, construct } = prototype;
  prototype.getRegistration = function (token) {
    const standIn = bridge.standInFor(token);
    if (standIn !== undefined) return standIn;
    const registration = getRegistration.call(this, token);
    if (registration) bridge.noteRegistration(registration, token);
    return registration;
  };
  prototype.getAllRegistrations = function (token) {
    const standIn = bridge.standInFor(token);
    if (standIn !== undefined) return [standIn];
    const registrations = getAllRegistrations.call(this, token);
    for (const registration of registrations ?? []) bridge.noteRegistration(registration, token);
    return registrations;
  };
  prototype.resolveRegistration = function (registration, context) {
    return bridge.resolveRegistration(registration, this, () =>
      resolveRegistration.call(this, registration, context),
    );
  };
  prototype.construct = function (target, context) {
    return bridge.construct(target, this, context, () => construct.call(this, target, context));
  };
}

/** What changes a container is told to the registry, which has handed out what it gave. */
function interceptChanges(prototype: TsyringeContainer, bridge: Bridge, registry: Container): void {
  const { register, reset, clearInstances, dispose } = prototype;
  const provided = provisions.of(registry);
  const clients = singletons.of(registry);
  prototype.register = function (token, ...how) {
    const wasReplaced = bridge.replaces(this, token);
    const result = register.call(this, token, ...how);
    if (bridge.isOurs(token)) bridge.registrations++;
    if (bridge.connected.has(this) && (wasReplaced || bridge.replaces(this, token)))
      provided.changed(token as object);
    return result;
  };
  prototype.reset = function () {
    reset.call(this);
    if (bridge.connected.has(this)) provided.gone((source) => source !== this.disposables);
  };
  prototype.clearInstances = function () {
    clearInstances.call(this);
    if (!bridge.connected.has(this)) return;
    provided.gone((source) => source !== this.disposables);
    surrender(clients.succession, bridge.knows, false);
  };
  prototype.dispose = function () {
    const { disposables } = this;
    surrender(clients.succession, (instance) => disposables.has(instance), true);
    provided.gone((source) => source === disposables || bridge.connected.has(this));
    return dispose.call(this);
  };
}
