/** A handler in the old callback style, which the runtime client refuses. No warmscope. */
export function handler(_event: unknown, _context: unknown, callback: (error: null, answer: string) => void): void {
  callback(null, 'never reached');
}
