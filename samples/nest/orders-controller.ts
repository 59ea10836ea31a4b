import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { currentInvocation } from 'warmscope';
import { Orders } from './orders.js';

/** How many slow handlers have begun and ended, and how many were still in an invocation when their client had gone. */
export const slow = { begun: 0, done: 0, inAnInvocation: 0 };

/** Answers HTTP requests, and messages by TCP. */
@Controller()
export class OrdersController {
  constructor(@Inject(Orders) private readonly orders: Orders) {}

  @Get('orders')
  @MessagePattern('orders')
  open(): Promise<readonly string[]> {
    return this.orders.open();
  }

  @Get('failing')
  async failing(): Promise<never> {
    await this.orders.open();
    throw new Error(`no answer for ${currentInvocation()?.tenantId}`);
  }

  @Get('slow')
  async slow(@Res({ passthrough: true }) response: ServerResponse): Promise<readonly string[]> {
    slow.begun++;
    await once(response, 'close');
    if (currentInvocation() !== undefined) slow.inAnInvocation++;
    slow.done++;
    return [];
  }
}
