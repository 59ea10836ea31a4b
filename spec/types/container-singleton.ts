import { ContainerSingleton, containerSingleton, createHandler, registry } from '../../src/index.js';

/** Compiled in both dialects and never run. */

const asserted = <T>(value: T): T => value;

interface Client {
  send(): string;
  end(): Promise<void>;
  readonly region: string;
}
declare const client: Client;

@ContainerSingleton
export class Storage {
  readonly bucket = 'b';
  shut(): void {}
}

@ContainerSingleton()
export class Called {}

const reader = containerSingleton(() => client, { eager: true, dispose: (instance) => instance.end() });
asserted<Client>(reader());
const later = containerSingleton(async () => client, { dispose: 'end', name: 'later' });
asserted<Promise<Client>>(later());

@ContainerSingleton({ inject: [Storage, reader, () => Later, 'bucket', Symbol('region')], eager: true, dispose: 'shut', name: 'reports' })
export class Reports {
  constructor(
    readonly storage: Storage,
    readonly client: Client,
    readonly later: Later,
    readonly bucket: string,
    readonly region: string,
  ) {}
  shut(): void {}
}

@ContainerSingleton({ dispose: (instance: Later) => instance.stop() })
export class Later {
  stop(): void {}
  readonly kind = 'later';
}

export class Billing {
  @ContainerSingleton
  get bare(): Client {
    return client;
  }
  @ContainerSingleton() get called(): Client {
    return client;
  }
  @ContainerSingleton({ dispose: 'end' }) get named(): Client {
    return client;
  }
  @ContainerSingleton({ dispose: (instance: Client) => instance.end() })
  async connect(): Promise<Client> {
    return client;
  }
  @ContainerSingleton
  method(): Client {
    return client;
  }
  @ContainerSingleton({ eager: true })
  static get shared(): Client {
    return client;
  }
}
asserted<Client>(new Billing().bare);
asserted<Promise<Client>>(new Billing().connect());
asserted<Storage>(registry.resolve(Storage));
asserted<Client>(registry.resolve(reader));
asserted<unknown>(registry.resolve('bucket'));
// @ts-expect-error resolve gives the class's instance
asserted<Storage>(registry.resolve(Called)).shut();

// @ts-expect-error one token is missing
@ContainerSingleton({ inject: [Storage] })
export class TooFew {
  constructor(
    readonly storage: Storage,
    readonly client: Client,
  ) {}
}
// @ts-expect-error one token too many
@ContainerSingleton({ inject: [Storage, Storage] })
export class TooMany {
  constructor(readonly storage: Storage) {}
}
// @ts-expect-error the wrong type
@ContainerSingleton({ inject: [Later] })
export class WrongToken {
  constructor(readonly storage: Storage) {}
}
// @ts-expect-error the wrong order
@ContainerSingleton({ inject: [Later, Storage] })
export class WrongOrder {
  constructor(
    readonly storage: Storage,
    readonly later: Later,
  ) {}
}
// @ts-expect-error the instance has no such method
@ContainerSingleton({ dispose: 'destroy' })
export class NoSuchMethod {}
// @ts-expect-error another class's instance
@ContainerSingleton({ dispose: (instance: Later) => instance.stop() })
export class WrongInstance {}
@ContainerSingleton({ maxAge: '50m', maxIdle: 60_000, validate: (instance: Mortal) => instance.isOpen })
export class Mortal {
  readonly isOpen: boolean = true;
}
// @ts-expect-error no such option
@ContainerSingleton({ maxUses: 5 })
export class UnknownOption {}
// @ts-expect-error no duration
@ContainerSingleton({ maxAge: '5 minutes' })
export class WrongAge {}
// @ts-expect-error another class's instance
@ContainerSingleton({ validate: (instance: Later) => instance.kind === 'later' })
export class WrongValidation {}
// @ts-expect-error true or false
@ContainerSingleton({ validate: () => 'yes' })
export class WrongAnswer {}
// @ts-expect-error true or false
@ContainerSingleton({ eager: 'yes' })
export class WrongEager {}

export class Misuse {
  // @ts-expect-error a factory takes no arguments
  @ContainerSingleton()
  db(url: string): string {
    return url;
  }
  // @ts-expect-error the client is a string
  @ContainerSingleton({ dispose: (instance: Client) => instance.end() })
  get text(): string {
    return '';
  }
  // @ts-expect-error the settled client, not the promise
  @ContainerSingleton({ dispose: (instance: Promise<Client>) => instance })
  async promised(): Promise<Client> {
    return client;
  }
  // @ts-expect-error the client has no such method
  @ContainerSingleton({ dispose: 'destroy' })
  get named(): Client {
    return client;
  }
  // @ts-expect-error not for fields
  @ContainerSingleton()
  field = 1;
}

// @ts-expect-error the client has no such method
containerSingleton(() => client, { dispose: 'destroy' });
// @ts-expect-error no arguments
containerSingleton((url: string) => url);
// @ts-expect-error an unknown option
containerSingleton(() => client, { maxUses: 5 });
// @ts-expect-error the settled client, not the promise
containerSingleton(async () => client, { validate: async (instance: Promise<Client>) => (await instance).region === 'eu' });
asserted<Promise<Client>>(
  containerSingleton(async () => client, { maxAge: '1h', validate: async (instance) => instance.region === 'eu' })(),
);

export class Handler {
  handle(event: { id: number }, _context: { awsRequestId: string }): string {
    return `${event.id}`;
  }
}
const handler = createHandler(Handler);
asserted<(event: { id: number }, context: { awsRequestId: string }) => Promise<string>>(handler);
asserted<Promise<number>>(createHandler(async (event: number) => event)(1, {}));
asserted<Promise<number>>(createHandler((event: number, _context: object) => event)(1, {}));
// @ts-expect-error the event has an id
handler({}, { awsRequestId: 'r' });
// @ts-expect-error no method handle
createHandler(Storage);
// @ts-expect-error three parameters are Lambda's old callbacks
createHandler((_event: number, _context: object, _callback: () => void) => 1);
// @ts-expect-error no handler
createHandler(5);
