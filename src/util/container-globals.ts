import { isObject } from './guards.js';
import { SHAPE, VERSION } from './version.js';

/** Which copies of the package may use something. */
interface Mark {
  readonly version: string;
  readonly shape: number;
}

/** The property by which what copies of the package share is known to be theirs. */
const MARK = Symbol.for('warmscope.mark.v2');

/**
 * What all copies of this version in a container share, made by the first of them. What is in its place and
 * not ours, such as another version's, is left alone: ours is somewhere else then, and `onForeign` is told
 * whose that is, once a container.
 */
export function shared<T extends object>(
  name: string,
  make: () => T,
  onForeign?: (mine: T, foreign: string) => void,
): T {
  const key = Symbol.for(`warmscope.${name}.v2`);
  const ownKey = Symbol.for(`warmscope.${name}.v2@${VERSION}`);
  // Where globalThis takes no more properties, another object may that every module of a thread sees.
  const places = [globalThis, process].flatMap((holder) => [
    [holder, key] as const,
    [holder, ownKey] as const,
  ]);
  for (const [holder, symbol] of places) {
    const found = read(holder, symbol);
    const { version, shape } = markOf(found);
    if (version === VERSION && shape === SHAPE) return found as T;
  }
  const made = make();
  const mark: Mark = { version: VERSION, shape: SHAPE };
  Object.defineProperty(made, MARK, { value: mark });
  const put = { value: made, configurable: true };
  // Where there is no place at all, each copy keeps to itself.
  places.some(
    ([holder, symbol]) => read(holder, symbol) === undefined && Reflect.defineProperty(holder, symbol, put),
  );
  const foreign = read(globalThis, key);
  if (foreign !== undefined && foreign !== made) onForeign?.(made, nameOf(foreign));
  return made;
}

/** A property of what may be anybody's; null where it cannot be read. */
function read(holder: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(holder, key);
  } catch {
    return null;
  }
}

function markOf(found: unknown): Partial<Mark> {
  return Object(isObject(found) ? read(found, MARK) : undefined);
}

/** What something is that is not ours, for people. */
function nameOf(foreign: unknown): string {
  if (!isObject(foreign)) return `a value of type ${typeof foreign}`;
  const version = markOf(foreign).version ?? read(foreign, 'version');
  if (version === VERSION) return `that of another build of version ${VERSION}`;
  return typeof version === 'string'
    ? `that of version ${version.slice(0, 40)}`
    : 'that of a version which does not say its number';
}
