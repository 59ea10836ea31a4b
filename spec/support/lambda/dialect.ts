/** Which decorators this build of the specs was compiled with; the handlers under test are bundled with the same. */
export let dialect: 'legacy' | 'tc39' = 'legacy';

function tellDialect(_target: unknown, context?: unknown): void {
  dialect = context === undefined ? 'legacy' : 'tc39';
}

@tellDialect
export class DecoratedProbe {}
