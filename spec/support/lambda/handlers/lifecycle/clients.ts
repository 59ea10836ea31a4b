import { setTimeout as sleep } from 'node:timers/promises';
import { Cached, ContainerSingleton, cacheOf, createHandler, registry } from 'warmscope';
import type { Clients } from '../../answers.js';
import { askOrigin } from '../ask-origin.js';

const built = { aged: 0, validated: 0, dependent: 0 };
const disposed: number[] = [];

@ContainerSingleton({ maxAge: '30m', dispose: 'close' })
class Aged {
  readonly number = ++built.aged;
  open = true;

  close(): void {
    this.open = false;
    disposed.push(this.number);
  }
}

/** The origin is asked whether it is still good, after a thaw. */
@ContainerSingleton({
  validate: () =>
    askOrigin('validity').then(
      () => true,
      () => false,
    ),
})
class Validated {
  readonly number = ++built.validated;
}

@ContainerSingleton({ inject: [Validated] })
class Dependent {
  readonly number = ++built.dependent;
  constructor(readonly validated: Validated) {}
}

@ContainerSingleton
class Lines {
  @Cached({ key: (line: number) => line, ttl: '60s', name: 'line' })
  line(line: number): string {
    return `line ${line}`;
  }
}

/** Stores so many entries with a ttl of 60 s, and tells of its clients, which it holds over an await. */
export const handler = createHandler(async ({ lines = 0 }: { lines?: number }, _context: object): Promise<Clients> => {
  const [aged, validated] = [registry.resolve(Aged), registry.resolve(Validated)];
  const [dependent, cached] = [registry.resolve(Dependent), registry.resolve(Lines)];
  for (let line = 0; line < lines; line += 1) cached.line(line);
  await sleep(5);
  const { thaws, invocations } = registry.stats().container;
  const { size: entries, expirations } = cacheOf(cached, 'line').stats();
  const numbers = { aged: aged.number, validated: validated.number, dependent: dependent.number, dependsOn: dependent.validated.number };
  return { ...numbers, disposed, usable: aged.open, thaws, invocations, entries, expirations };
});
