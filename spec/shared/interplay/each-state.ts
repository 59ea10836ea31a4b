import { nextTurn } from '../../support/deferred.js';
import { Stage } from './stage.js';
import { COMPANY, HAVING, HEALTH, type State } from './states.js';

/** Registers a spec for what there is of a key, which goes through the nine states with that, and names those that are wrong. */
export function inEachState(check: (state: State) => Promise<void>): void {
  for (const having of HAVING)
    it(having, async () => {
      const wrong: string[] = [];
      for (const health of HEALTH)
        for (const company of COMPANY)
          await check({ having, health, company })
            .catch((error: Error) => void wrong.push(`the store ${health}, ${company}: ${error.message}`))
            .finally(() => Stage.end());
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    });
}

/** Has the scenes of the surrounding suite leave nothing behind, and nothing unhandled. */
export function useScenes(): void {
  let unhandled: unknown[] = [];
  let others: NodeJS.UnhandledRejectionListener[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  before(() => {
    others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', note);
  });
  after(() => {
    process.off('unhandledRejection', note);
    for (const listener of others) process.on('unhandledRejection', listener);
  });
  afterEach(async () => {
    await Stage.end();
    await nextTurn();
    const found = unhandled;
    unhandled = [];
    if (found.length > 0) throw new Error(`unhandled rejections: ${found.map(String).join(', ')}`);
  });
}
