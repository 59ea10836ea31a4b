import { VersionWarning } from '../errors.js';
import { shared } from '../util/container-globals.js';
import { VERSION } from '../util/version.js';
import { Container } from './container.js';

/** The one container of this thread. */
export const container: Container = /* @__PURE__ */ shared('registry', () => new Container(), warnOfForeign);

function warnOfForeign(mine: Container, foreign: string): void {
  mine.warn(
    mine,
    new VersionWarning(
      `In this container's place for the registry of warmscope is ${foreign}, so version ${VERSION} has a ` +
        'registry of its own, with its own caches and clients. ' +
        'Have one version installed.',
    ),
  );
}
