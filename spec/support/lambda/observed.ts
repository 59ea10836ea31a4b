import type { LambdaContainer } from '../../../samples/container/lambda/lambda-container.js';

/** What nobody handled in a container's processes so far: rejections and exceptions, as the preloaded observer.cjs wrote them. */
export function unhandledIn({ output }: LambdaContainer): string[] {
  return [...output.matchAll(/^\[observed \w+\] (.*)$/gm)].map(([, message = '']) => message);
}
