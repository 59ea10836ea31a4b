import { createHandler } from 'warmscope';

class FailingHandler {
  constructor() {
    throw new RangeError('TABLE_NAME is not set');
  }

  handle(_event: unknown, _context: unknown): string {
    return 'never reached';
  }
}

export const handler = createHandler(FailingHandler);
