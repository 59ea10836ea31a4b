import type { Clock } from '../util/clock.js';

/** The context of an invocation, as AWS Lambda gives it to handlers. */
export interface LambdaContext {
  readonly awsRequestId: string;
  /** Whom the event is for, where the function isolates tenants. */
  readonly tenantId?: string | undefined;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly callbackWaitsForEmptyEventLoop: boolean;
  /** Milliseconds until Lambda gives the invocation up, by the test's clock. */
  getRemainingTimeInMillis(): number;
}

/** A context as Lambda's, with what a test says of it; time is left as it passes on this clock. */
export function lambdaContext(clock: Clock, remainingMs: number, given: object): object {
  const deadline = clock.now() + remainingMs;
  const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'test';
  const facts: LambdaContext = {
    awsRequestId: crypto.randomUUID(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${functionName}`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '128',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: '2026/01/01/[$LATEST]00000000000000000000000000000000',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
  };
  const context: object = Object.create(Object.getPrototypeOf(given), {
    ...inherited(given),
    ...Object.getOwnPropertyDescriptors(given),
  });
  for (const [name, value] of Object.entries(facts))
    if (!(name in context)) Reflect.set(context, name, value);
  return context;
}

/** The members of an object's class, called on the object itself: they may read private fields of it. */
function inherited(given: object): PropertyDescriptorMap {
  const members: PropertyDescriptorMap = {};
  let place: object | null = Object.getPrototypeOf(given);
  // The prototype of all objects has none itself.
  while (place !== null && Object.getPrototypeOf(place) !== null) {
    const { constructor: _, ...own } = Object.getOwnPropertyDescriptors(place);
    for (const name of Reflect.ownKeys(own) as string[])
      members[name] ??= boundTo(given, own[name] as PropertyDescriptor);
    place = Object.getPrototypeOf(place);
  }
  return members;
}

function boundTo(self: object, descriptor: PropertyDescriptor): PropertyDescriptor {
  for (const part of ['value', 'get', 'set'] as const)
    if (typeof descriptor[part] === 'function') descriptor[part] = descriptor[part].bind(self);
  return descriptor;
}
