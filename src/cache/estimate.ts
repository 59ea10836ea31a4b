/** The most parts of one value that are looked at; a larger one is estimated by what was seen. */
const MOST_PARTS = 10_000;

/** About how many bytes a value takes: strings two a character, numbers eight, buffers their length, objects by their parts. */
export function estimateBytes(value: unknown): number {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  let bytes = 0;
  while (open.length > 0 && seen.size < MOST_PARTS) bytes += ownBytes(open.pop(), seen, open);
  return bytes;
}

function ownBytes(value: unknown, seen: Set<object>, open: unknown[]): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (typeof value === 'bigint') return 24;
  if (typeof value !== 'object' || value === null) return 8;
  if (seen.has(value)) return 8;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return 64 + value.byteLength;
  if (value instanceof ArrayBuffer) return 64 + value.byteLength;
  if (value instanceof Map) for (const entry of value) open.push(...entry);
  else if (value instanceof Set) open.push(...value);
  return 32 + pushProperties(value, open);
}

/** Own data properties only: an estimate must not run getters. */
function pushProperties(value: object, open: unknown[]): number {
  const names = Object.keys(value);
  for (const name of names) open.push(Object.getOwnPropertyDescriptor(value, name)?.value);
  return 8 * names.length;
}
