/** The version of this package, as package.json has it. */
export const VERSION = '0.1.0';

/**
 * Grows with every change after which copies of the package can no longer use each other's registry, though
 * they are of one version.
 */
export const SHAPE = 7;
