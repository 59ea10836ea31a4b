import type { IncomingMessage } from 'node:http';
import { type ExecutionContext, Module } from '@nestjs/common';
import { WarmscopeModule } from 'warmscope/nest';
import { Orders } from './orders.js';
import { OrdersController } from './orders-controller.js';
import { OrdersDatabase } from './orders-database.js';

/** Whom a request or a message is for. */
function tenantOf(context: ExecutionContext): string | undefined {
  if (context.getType() === 'rpc') return context.switchToRpc().getData<{ tenant?: string }>().tenant;
  const { headers } = context.switchToHttp().getRequest<IncomingMessage>();
  return headers['x-tenant']?.toString();
}

@Module({
  imports: [WarmscopeModule.forRoot({ tenant: tenantOf, singletons: [OrdersDatabase] })],
  providers: [Orders],
  controllers: [OrdersController],
})
export class AppModule {}
