import { containerSingleton, createHandler } from 'warmscope';

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

let attempts = 0;

/** Fails in the init phase, when nobody waits for it yet, and works from the second attempt on. */
const connection = containerSingleton(
  async () => {
    attempts += 1;
    await Promise.resolve();
    if (attempts === 1) throw new Error('the database is still asleep');
    return 'connected';
  },
  { eager: true },
);

export const handler = createHandler(async (_event: unknown, _context: unknown) => {
  return { connection: await connection(), attempts, unhandled };
});
