import { say } from './say.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What a decorator of a method is given, whichever dialect applies it. */
type Application = [target: unknown, name: unknown, descriptor?: unknown];

/** Makes a plain decorator of methods and getters for both dialects, as libraries do that know nothing of warmscope. */
function decorator(wrap: (original: Method) => Method): (...application: Application) => never {
  const decorate = (...[target, name, descriptor]: Application): unknown => {
    if (typeof name === 'object') return wrap(target as Method);
    const member = descriptor as PropertyDescriptor;
    const slot = typeof member.value === 'function' ? 'value' : 'get';
    return { ...member, [slot]: wrap(member[slot] as Method) };
  };
  return decorate as (...application: Application) => never;
}

/** Says when a method begins and what it gave; it copies neither name nor properties of the method. */
export const Traced = (label: string) =>
  decorator(
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        say(`traced ${label}`, ...args);
        return original.apply(this, args);
      },
  );

/** Leaves a mark on the method itself, as routers and validators do. */
export const Marked = (mark: string) => decorator((original) => Object.assign(original, { mark }));

const limits = new Map<unknown, Map<unknown, number>>();

/** Says what a field may be at most, as class-validator's decorators of fields do. */
export const AtMost = (limit: number) => {
  const note = (owner: unknown, name: unknown): unknown => limits.set(owner, new Map(limits.get(owner)).set(name, limit));
  const decorate = (...[target, name]: Application): void => {
    if (typeof name !== 'object') note((target as object).constructor, name);
    else
      (name as ClassFieldDecoratorContext).addInitializer(function () {
        note((this as object).constructor, (name as ClassFieldDecoratorContext).name);
      });
  };
  return decorate as (...application: Application) => never;
};

/** The fields of an object that are more than they may be. */
export function complaints(subject: object): unknown[] {
  const fields = [...(limits.get(subject.constructor) ?? [])];
  return fields.filter(([name, limit]) => ((subject as Record<string, number>)[String(name)] as number) > limit).map(([name]) => name);
}
