/** What a result is that can be read only once, or undefined for one that may be kept and shared. */
export function oneShotKind(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const kind = streamKind(value);
  if (kind !== undefined) return kind;
  if (hasMethod(value, 'next')) return Symbol.asyncIterator in value ? 'an async iterator' : 'an iterator';
  return streamInside(value);
}

function streamKind(value: object): string | undefined {
  if (hasMethod(value, 'pipe') || hasMethod(value, 'getReader') || hasMethod(value, 'getWriter')) return 'a stream';
  return 'bodyUsed' in value && hasMethod(value, 'arrayBuffer') ? 'a Response or Request' : undefined;
}

/** The answer of an S3 GetObject is a plain object around a stream: as unrepeatable as the stream itself. */
function streamInside(value: object): string | undefined {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return undefined;
  for (const name of Object.keys(value)) {
    const part: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
    if (typeof part !== 'object' || part === null) continue;
    const kind = streamKind(part);
    if (kind !== undefined) return `an object with ${kind} in its property '${name}'`;
  }
  return undefined;
}

function hasMethod(value: object, name: string): boolean {
  return typeof Reflect.get(value, name) === 'function';
}
