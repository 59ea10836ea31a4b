import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';

/** Writes what an invocation's context has put into the logger, and nothing of the time or the machine. */
class ShortFormatter extends LogFormatter {
  formatAttributes({ message, lambdaContext }: Parameters<LogFormatter['formatAttributes']>[0]): LogItem {
    return new LogItem({ attributes: { message, request: lambdaContext?.awsRequestId ?? 'none' } });
  }
}

export const logger = new Logger({ logFormatter: new ShortFormatter(), logLevel: 'INFO' });

/** The logger's decorator for the methods of handler classes. */
export const WithLambdaContext = logger.injectLambdaContext() as MethodDecorator;
