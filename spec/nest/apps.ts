import { request } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { containerRegistry } from '../support/container.js';
import type { Kit } from './kits.js';

/** The HTTP platforms of Nest. */
export const PLATFORMS = ['express', 'fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What the applications of a spec are created with: failures are thrown, nothing is printed. */
export const QUIET = { logger: false, abortOnError: false } as const;

/** A module class of the spec's own. */
export type ModuleClass = new (...args: never[]) => object;

/** Creates applications, and closes them after each test. */
export class Apps {
  readonly #closers: (() => Promise<unknown>)[] = [];

  constructor(readonly kit: Kit) {
    afterEach(async () => {
      for (const close of this.#closers.splice(0).reverse()) await close();
    });
  }

  /** Something that is closed after the test. */
  closing<T extends { close(): unknown }>(open: T): T {
    this.#closers.push(async () => open.close());
    return open;
  }

  /** A module with these parts. */
  module(parts: Parameters<Kit['common']['Module']>[0]): ModuleClass {
    class AppModule {}
    this.kit.common.Module(parts)(AppModule);
    return AppModule;
  }

  async create(platform: Platform, module: ModuleClass): Promise<INestApplication> {
    const { NestFactory } = this.kit.core;
    const app: INestApplication =
      platform === 'express'
        ? await NestFactory.create(module, QUIET)
        : await NestFactory.create(module, new this.kit.fastify.FastifyAdapter(), QUIET);
    return this.closing(app);
  }

  /** Serves a module on loopback; `prepare` is given the application before it begins. */
  async serve(platform: Platform, module: ModuleClass, prepare?: (app: INestApplication) => unknown): Promise<string> {
    const app = await this.create(platform, module);
    await prepare?.(app);
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }
}

/** Tells how many invocations run that have begun in the present test: other specs of the process may have left some. */
export function countRunning(): () => number {
  const { running } = containerRegistry.invocations;
  let left = 0;
  beforeEach(() => {
    left = running.size;
  });
  return () => running.size - left;
}

/** The JSON that a path answers, and its status. */
export async function answerOf(url: string, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, { headers });
  return { status: response.status, body: await response.json() };
}

/** Sends a request and closes its socket once `isTime` resolves; resolves when it is closed. */
export function closedEarly(url: string, isTime: Promise<unknown>, headers: Record<string, string> = {}): Promise<void> {
  return new Promise((resolve) => {
    const sent = request(url, { headers, agent: false });
    sent.on('error', () => undefined);
    sent.on('close', resolve);
    sent.end();
    void isTime.then(() => sent.destroy());
  });
}
