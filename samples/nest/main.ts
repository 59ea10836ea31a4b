import 'reflect-metadata';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { registry } from 'warmscope';
import { type Outcome, printIfMain } from '../support/outcome.js';
import { AppModule } from './app-module.js';
import { slow } from './orders-controller.js';
import { OrdersDatabase } from './orders-database.js';

const TENANTS = ['ann', 'bob', 'cid', 'dan', 'eve'];
const HOST = '127.0.0.1';

/** Serves HTTP and TCP on loopback, to five tenants at once: answers, failures, clients that go away. */
export async function run(): Promise<Outcome> {
  const app = await NestFactory.create(AppModule, { logger: false });
  const messages = app.connectMicroservice({ transport: Transport.TCP, options: { host: HOST, port: 0 } }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(0, HOST);
  const url = await app.getUrl();
  const { port } = messages.unwrap<Server>().address() as AddressInfo;
  const before = registry.stats().container.invocations;

  const callers = [...TENANTS, ...TENANTS, ...TENANTS];
  const calls = callers.flatMap((tenant) => [
    get(`${url}/orders`, tenant),
    get(`${url}/failing`, tenant),
    hangUp(`${url}/slow`, tenant, callers.length),
    send(port, tenant),
  ]);
  const answers = await Promise.all(calls);
  while (slow.done < slow.begun) await turn();
  const invocations = registry.stats().container.invocations - before;
  await app.close();

  const orders = answers.filter(({ status }) => status === 200);
  return {
    answers: TENANTS.map((tenant) => orders.find((answer) => answer.tenant === tenant)?.body),
    costs: {
      invocations,
      'answers with orders': orders.length,
      'of another tenant': orders.filter(({ tenant, body }) => !body.every((order) => order.startsWith(tenant))).length,
      failures: answers.filter(({ status }) => status === 500).length,
      'handlers whose client went away': slow.done,
      'of these still in an invocation': slow.inAnInvocation,
      'connections opened': OrdersDatabase.opened,
      'connections closed': OrdersDatabase.closed,
      queries: OrdersDatabase.queries,
    },
  };
}

interface Answer {
  readonly tenant: string;
  readonly status: number;
  readonly body: readonly string[];
}

async function get(url: string, tenant: string): Promise<Answer> {
  const response = await fetch(url, { headers: { 'x-tenant': tenant } });
  return { tenant, status: response.status, body: (await response.json()) as string[] };
}

/** Asks, and closes the socket when so many handlers have begun. */
async function hangUp(url: string, tenant: string, begun: number): Promise<Answer> {
  const sent = request(url, { headers: { 'x-tenant': tenant }, agent: false }).on('error', () => undefined);
  const closed = new Promise<void>((done) => sent.on('close', done));
  sent.end();
  while (slow.begun < begun) await turn();
  sent.destroy();
  await closed;
  return { tenant, status: 0, body: [] };
}

async function send(port: number, tenant: string): Promise<Answer> {
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: HOST, port } });
  const body = await lastValueFrom(client.send<readonly string[]>('orders', { tenant }));
  await client.close();
  return { tenant, status: 200, body };
}

await printIfMain(import.meta.url, run);
