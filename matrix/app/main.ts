import 'warmscope/tsyringe';
import { registry } from 'warmscope';
import { changes } from './changes.js';
import { clients } from './clients.js';
import { failures } from './failures.js';
import { handler } from './handler.js';
import { methods } from './methods.js';
import { codeOf, say } from './say.js';
import { shapes } from './shapes.js';
import { Storage } from './storage.js';

/** Runs every part, then says what the registry has counted. */
async function main(): Promise<void> {
  let now = Date.parse('2026-01-01T12:00:00Z');
  registry.configure({ clock: { now: () => now } });
  const warnings: unknown[] = [];
  process.removeAllListeners('warning');
  process.on('warning', (warning) => warnings.push(codeOf(warning)));

  await methods();
  shapes();
  await clients();
  await changes((ms) => {
    now += ms;
  });
  await handler();
  await failures();

  // Minifiers rename classes, and dialects decorate in another order: what can be compared is the member's name and its counters.
  const { caches, singletons } = registry.stats();
  const member = (name: string) =>
    name
      .replace(/#\d+$/, '')
      .replace(/^.*(?=\[)/, '')
      .split('.')
      .at(-1)
      ?.replace(/^#/, '');
  for (const row of caches.map((cache) => [member(cache.name), cache.hits, cache.misses, cache.joins, cache.size].join()).sort())
    say('cache', row);
  say('singletons built', singletons.map(({ builds }) => builds).sort());
  await registry.dispose();
  say('disposed', Storage.closed);
  await new Promise((resolve) => setImmediate(resolve));
  say('warnings', warnings);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
