import type { AnyMethod, InvalidationTarget, Unchecked } from '../options.js';

/** The members of a class, static ones and its instances'. */
type MembersOf<Target> = Target extends abstract new (...args: never[]) => infer Instance ? keyof Instance | keyof Target : never;

/** The same, of a class or of a function that gives one. */
type MembersAt<Place> = Place extends abstract new (
  ...args: never[]
) => unknown
  ? MembersOf<Place>
  : Place extends () => infer Target
    ? MembersOf<Target>
    : never;

/** The targets as they are, with members that exist. */
export type KnownTargets<Targets extends readonly InvalidationTarget[]> = {
  readonly [Index in keyof Targets]: Targets[Index] extends readonly [infer Place, unknown]
    ? readonly [Place, MembersAt<Place>]
    : Targets[Index];
};

/** A decorator for methods, static or not, in both dialects; it leaves the method's type as it is. */
export interface RetryDecorator {
  <This, M extends (this: This, ...args: Unchecked) => Unchecked>(method: M, context: ClassMethodDecoratorContext<This, M>): void;
  <M extends AnyMethod>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void;
}
