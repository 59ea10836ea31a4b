import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.js';

/** The flags of a command as `parseArgs` takes them. */
export type Flags = NonNullable<ParseArgsConfig['options']>;

/** What stands behind a command: values of flags, and what is no flag. */
export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** The arguments of a command; throws UsageError for flags that it does not have. */
export function argumentsOf(args: readonly string[], options: Flags): Arguments {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values, positionals };
  } catch (error) {
    const [, flag] = /^Unknown option '(.+?)'/.exec(String(Object(error).message)) ?? [];
    const message =
      flag === undefined ? String(Object(error).message).split(/\.\s|\n/)[0] : `unknown flag ${flag}`;
    throw new UsageError(String(message));
  }
}

/** The text of a flag; undefined where it is not given. */
export function textOf({ values }: Arguments, flag: string): string | undefined {
  const value = values[flag];
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a flag that may be given several times. */
export function textsOf({ values }: Arguments, flag: string): string[] {
  const given = values[flag];
  return Array.isArray(given) ? given.map(String) : [];
}

/** The number of a flag, greater than 0 unless `least` says otherwise; throws UsageError for what is none. */
export function numberOf(given: Arguments, flag: string, isZeroValid = false): number | undefined {
  const text = textOf(given, flag);
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && (value > 0 || (isZeroValid && value === 0))) return value;
  throw new UsageError(
    `--${flag} takes a number ${isZeroValid ? 'of 0 or more' : 'greater than 0'}, not '${text}'`,
  );
}
