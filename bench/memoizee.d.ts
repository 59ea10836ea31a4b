/** memoizee has no types of its own. */
declare module 'memoizee' {
  interface Options {
    promise?: boolean;
    primitive?: boolean;
    length?: number;
    max?: number;
    maxAge?: number;
  }
  export default function memoize<F>(fn: F, options?: Options): F;
}
