/** Numbers what happens in one container: questions that are sent, invocations that begin, invalidations. */
export class Order {
  /** The last number that was given. */
  now = 0;

  next(): number {
    return ++this.now;
  }
}
