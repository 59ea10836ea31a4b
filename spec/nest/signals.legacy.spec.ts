import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { projectRoot } from '../docs/programs.js';

/** A server that says what happens to it; it answers a request when it is told to, which is after the signal. */
const PROGRAM = `
  import { Controller, Get, Module } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { ContainerSingleton, registry } from 'warmscope';
  import { WarmscopeModule } from 'warmscope/nest';
  class Database { constructor() { console.log('opened'); } close() { console.log('closed'); } }
  ContainerSingleton(Database);
  class Slow { get() { console.log('asked'); return new Promise((answer) => process.stdin.once('data', () => { process.stdin.destroy(); console.log('answered'); answer({}); })); } }
  Get()(Slow.prototype, 'get', Object.getOwnPropertyDescriptor(Slow.prototype, 'get'));
  Controller()(Slow);
  class AppModule {}
  Module({ imports: [WarmscopeModule.forRoot({ singletons: [Database] })], controllers: [Slow] })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: false });
  HOW
  await app.listen(0, '127.0.0.1');
  console.log('listening');
  void fetch(await app.getUrl(), { headers: { connection: 'close' } }).catch(() => undefined);
`;

describe('nest/signals', () => {
  for (const [how, code] of [
    ['enableShutdownHooks', 'app.enableShutdownHooks();'],
    ['disposeOnTermination', 'registry.disposeOnTermination();'],
    ['both', "registry.disposeOnTermination({ grace: '5s' }); app.enableShutdownHooks();"],
    ['both, the other way round', 'app.enableShutdownHooks(); registry.disposeOnTermination();'],
  ] as const)
    it(`SIGTERM lets requests end, disposes once, and ends the process: ${how}`, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM.replace('HOW', code)], {
        cwd: projectRoot,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const exit = once(child, 'exit');
      const lines: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        lines.push(line);
        if (line !== 'asked') continue;
        child.kill('SIGTERM');
        child.stdin.write('answer');
      }
      const [status, signal] = await exit;
      expect(lines).to.deep.equal(['opened', 'listening', 'asked', 'answered', 'closed']);
      expect([status, signal]).to.deep.equal(how === 'disposeOnTermination' ? [143, null] : [null, 'SIGTERM']);
    });
});
