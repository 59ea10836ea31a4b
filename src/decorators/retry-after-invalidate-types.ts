import type { AnyMethod, InvalidationTarget } from '../options.js';
import type { OnMethod } from './cached-types.js';
import type { Known, KnownOwn, PlaceOf } from './target-types.js';

/** Nothing for each target whose member exists. */
export type KnownTargets<Targets extends readonly InvalidationTarget[], This> = {
  readonly [Index in keyof Targets]: Targets[Index] extends readonly [infer Place, infer Name]
    ? Known<PlaceOf<Place>, Name>
    : KnownOwn<Targets[Index], This>;
};

/** A decorator for methods, static or not, in both dialects; it leaves the method's type as it is. */
export interface RetryDecorator {
  <Member, Context>(member: Member, context: Context & OnMethod<Context>): void;
  <M extends AnyMethod>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>): void;
}
