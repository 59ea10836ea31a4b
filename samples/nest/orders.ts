import { Inject, Injectable } from '@nestjs/common';
import { Cached, currentInvocation } from 'warmscope';
import { OrdersDatabase } from './orders-database.js';

/** A provider of Nest's: the orders of whoever the request or message is for, kept for a minute, for each tenant apart. */
@Injectable()
export class Orders {
  constructor(@Inject(OrdersDatabase) private readonly database: OrdersDatabase) {}

  @Cached({ scope: 'tenant', ttl: '1m' })
  async open(): Promise<readonly string[]> {
    return this.database.orders(currentInvocation()?.tenantId ?? 'nobody');
  }
}
