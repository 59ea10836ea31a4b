import type { Class, SingletonClassOptions } from '../options.js';
import { type Builder, construct } from './construction.js';
import { Singleton, type SingletonHost } from './singleton.js';

/** What registering a class needs of the container. */
export interface ClassHost extends Builder, SingletonHost {
  addSingleton(singleton: Singleton, token: object): void;
}

/** Makes a class a singleton of the container: one instance, built when it is first needed. */
export function registerClass(target: Class, options: SingletonClassOptions, host: ClassHost): void {
  const build = (): unknown => construct(target, options.inject, host);
  const label = options.name ?? (target.name || 'AnonymousClass');
  const singleton = new Singleton(label, build, options, host);
  host.addSingleton(singleton, target);
}
