import { createHandler } from 'warmscope';

class NeedyHandler {
  constructor(private readonly table: { name: string }) {}

  handle(_event: unknown, _context: unknown): string {
    return this.table.name;
  }
}

export const handler = createHandler(NeedyHandler);
