import { setImmediate as turn } from 'node:timers/promises';
import { ContainerSingleton } from 'warmscope';

/** A connection to a database, as a driver's would be: it counts what it is asked. */
@ContainerSingleton
export class OrdersDatabase {
  static opened = 0;
  static closed = 0;
  static queries = 0;

  constructor() {
    OrdersDatabase.opened++;
  }

  async orders(tenant: string): Promise<readonly string[]> {
    OrdersDatabase.queries++;
    await turn();
    return [`${tenant}-1`, `${tenant}-2`];
  }

  close(): void {
    OrdersDatabase.closed++;
  }
}
