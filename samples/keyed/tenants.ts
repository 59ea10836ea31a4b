import type { Outcome } from '../support/outcome.js';
import { Database } from './database.js';

/** How many tenants there are, and how many of their pools may be kept. */
export const TENANTS = 200;
export const MOST_POOLS = 20;

/** Invocations that run at the same time. */
const AT_ONCE = 8;

/** One event: a tenant asks for an order. */
export interface OrderEvent {
  readonly tenant: string;
  readonly order: string;
}

/** What a sample does with the events. */
export interface Service {
  /** Answers one event as an invocation of its own. */
  answer(event: OrderEvent, port: number): Promise<string>;
  /** The container ends. */
  close(): Promise<void>;
}

/** Three events of each tenant: some tenants are busy, most come back after many others. */
function events(): OrderEvent[] {
  const all: OrderEvent[] = [];
  for (let round = 0; round < 3; round++) {
    for (let tenant = 0; tenant < TENANTS; tenant++) {
      all.push({ tenant: `t${tenant}`, order: `order ${round}` });
      if (tenant % 10 === 0) all.push({ tenant: 't0', order: `order of a busy tenant` });
    }
  }
  return all;
}

/** Lets a service answer all events, eight at a time, and counts connections at the database. */
export async function serve(service: Service): Promise<Outcome> {
  let running = 0;
  let mostBeyond = 0;
  const database = await Database.start(({ open }) => {
    mostBeyond = Math.max(mostBeyond, open - running - MOST_POOLS);
  });
  const queue = events();
  const count = queue.length;
  let right = 0;
  const work = async (): Promise<void> => {
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      running++;
      const answer = await service.answer(event, database.port);
      running--;
      if (answer === `${event.tenant}: ${event.order}`) right++;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const kept = database.open;
    await service.close();
    const costs = {
      'connections when all is answered': kept,
      'most connections beyond 20 and those of running invocations': mostBeyond,
      'connections when the container has ended': database.open,
    };
    return { answers: [`${right} of ${count} events answered by the tenant's own database`], costs };
  } finally {
    await database.stop();
  }
}
