import { nextTurn } from '../../support/deferred.js';
import { Scene } from './scene.js';

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
    Scene.end();
    await nextTurn();
    const found = unhandled;
    unhandled = [];
    if (found.length > 0) throw new Error(`unhandled rejections: ${found.map(String).join(', ')}`);
  });
}
