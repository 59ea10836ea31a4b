import { Logger } from '@aws-lambda-powertools/logger';
import { createHandler } from 'warmscope';

const logger = new Logger();

class Reports {
  @(logger.injectLambdaContext() as unknown as (...application: unknown[]) => never)
  async handler(_event: object, _context: object): Promise<string> {
    return 'handled';
  }
}

createHandler(Reports)({}, { awsRequestId: 'r1' }).then(console.log);
