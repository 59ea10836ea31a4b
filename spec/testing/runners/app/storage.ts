import { ContainerSingleton, containerSingleton } from 'warmscope';
import { KeyedSingleton } from 'warmscope/keyed';

/** What would ask a service; tests count how often. */
export const calls: string[] = [];

@ContainerSingleton
export class Storage {
  async read(key: string): Promise<string> {
    calls.push(`read ${key}`);
    return `${key} of the service`;
  }

  close(): void {
    calls.push('closed the storage');
  }
}

export class Clients {
  @ContainerSingleton()
  static get queue(): { send(text: string): string } {
    return { send: (text) => `${text} sent` };
  }

  @KeyedSingleton({ key: (tenant: string) => tenant, max: 20 })
  async pool(tenant: string): Promise<{ query(): string }> {
    return { query: () => `rows of ${tenant}` };
  }
}

export const secret = containerSingleton(async (): Promise<string> => {
  calls.push('fetched the secret');
  return 'secret';
});
