import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';

/** Writes what an invocation's context has put into the logger, and nothing of the time or the machine. */
class ShortFormatter extends LogFormatter {
  formatAttributes({ message, lambdaContext }: Parameters<LogFormatter['formatAttributes']>[0]): LogItem {
    return new LogItem({ attributes: { message, request: lambdaContext?.awsRequestId ?? 'none' } });
  }
}

export const logger = new Logger({ logFormatter: new ShortFormatter(), logLevel: 'INFO' });

/** Does by hand what the logger's own decorator does, which knows experimentalDecorators only. */
export function WithLambdaContext<Event, Result>(handle: (event: Event, context: object) => Result, _context: ClassMethodDecoratorContext) {
  return function (this: unknown, event: Event, context: object): Result {
    logger.addContext(context as Parameters<typeof logger.addContext>[0]);
    return handle.call(this, event, context);
  };
}
