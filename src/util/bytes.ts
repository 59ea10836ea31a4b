/** A unit that {@link Bytes} may end in, each 1,024 of the one before. */
export type ByteUnit = 'B' | 'KB' | 'MB' | 'GB';

/**
 * A number of bytes, or a number with a unit.
 * @example
 * const sizes: Bytes[] = [65_536, '512KB', '8MB', '1.5GB'];
 */
export type Bytes = number | `${number}${ByteUnit}`;

const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

/** What a number of bytes may look like, for error messages. */
export const BYTE_FORMS =
  "a whole number of bytes greater than 0, or a string like '512KB', '8MB' or '1.5GB'";

const PATTERN = /^(\d+(?:\.\d+)?)(B|KB|MB|GB)$/;

/** The most bytes that anything weighs, so that sums stay exact. */
export const MOST_BYTES = 2 ** 42;

/** Bytes as a whole number greater than 0; undefined for what is none. */
export function parseBytes(bytes: unknown): number | undefined {
  const [, amount, unit = ''] = typeof bytes === 'string' ? (PATTERN.exec(bytes) ?? []) : [];
  const count = amount === undefined ? bytes : Math.floor(Number(amount) * (BYTES[unit] ?? Number.NaN));
  return Number.isSafeInteger(count) && Number(count) > 0 ? Number(count) : undefined;
}

/** What a share of the memory may look like, for error messages. */
export const SHARE_FORMS = "a share of the memory, as '25%', above 0 and at most 100";

/** A share of something, greater than 0 and at most 1; undefined for what is none. */
export function parseShare(share: unknown): number | undefined {
  const [, amount] = typeof share === 'string' ? (/^(\d+(?:\.\d+)?)%$/.exec(share) ?? []) : [];
  return Number(amount) > 0 && Number(amount) <= 100 ? Number(amount) / 100 : undefined;
}
