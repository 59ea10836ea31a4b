import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.js';

/** The flags of a command as `parseArgs` takes them. */
export type Flags = NonNullable<ParseArgsConfig['options']>;

/** What stands behind a command: values of flags, and what is no flag. */
export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** The arguments of a command; throws UsageError for flags that it does not have, and for their values. */
export function argumentsOf(args: readonly string[], options: Flags): Arguments {
  const common = { args: [...args], options, allowPositionals: true, strict: false, tokens: true } as const;
  const { values, positionals, tokens } = parseArgs(common);
  for (const token of tokens) if (token.kind === 'option') checkFlag(token, options);
  return { values, positionals };
}

/** A flag as it was given. */
interface Given {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  /** True for `--flag=value`; undefined without a value. */
  readonly inlineValue: boolean | undefined;
}

function checkFlag({ name, rawName, value, inlineValue }: Given, options: Flags): void {
  const type = Object.hasOwn(options, name) ? options[name]?.type : undefined;
  if (type === undefined) throw new UsageError(`unknown flag ${rawName}`);
  if (type === 'boolean') {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
  } else if (value === undefined) {
    throw new UsageError(`--${name} needs a value`);
  } else if (inlineValue === false && /^-./.test(value)) {
    const advice = `one that begins with a dash is given as --${name}=${value}`;
    throw new UsageError(`--${name} needs a value; ${advice}`);
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
