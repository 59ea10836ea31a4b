import type { RegistryStats } from '../../registry/registry-types.js';
import { UsageError } from '../usage-error.js';
import { checkedSnapshot, looksLikeSnapshot } from './snapshot-shape.js';

/** What was found in a text: snapshots, and the memory sizes that Lambda's own log lines tell. */
export interface Found {
  readonly snapshots: RegistryStats[];
  /** The amounts of memory that log lines name, in megabytes, each once. */
  readonly memory: Set<number>;
}

/** How deep a snapshot may lie inside of other objects and strings. */
const DEPTH = 8;

/** At how many brackets of a line JSON is looked for; what comes before it is a time stamp and the like. */
const ATTEMPTS = 20;

/** What a line has that is worth reading. */
const WANTED = /caches|memorySizeMB/;

/** Memory in a `REPORT` line of Lambda's text logs. */
const REPORT_LINE = /\bREPORT RequestId:.*\bMemory Size: (\d+) MB/;

/** Adds to `found` what a text has: JSON as a whole, else lines of which some hold JSON. */
export function findIn(text: string, place: string, found: Found): void {
  const whole = parsed(text);
  if (whole.isJson) walk(whole.value, place, found, DEPTH);
  else findInLines(text, place, found);
}

function findInLines(text: string, place: string, found: Found): void {
  const before = found.snapshots.length;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries())
    findInLine(line, lines.length > 1 ? `${place}:${index + 1}` : place, found, DEPTH);
  const wantsToBeJson = /^\s*[[{]/.test(text);
  if (wantsToBeJson && found.snapshots.length === before) throw new UsageError(`${place}: broken JSON`);
}

function findInLine(line: string, place: string, found: Found, depth: number): void {
  const [, megabytes] = REPORT_LINE.exec(line) ?? [];
  if (megabytes !== undefined) found.memory.add(Number(megabytes));
  if (!WANTED.test(line)) return;
  const { isJson, value } = jsonIn(line);
  if (isJson) walk(value, place, found, depth);
  else if (/"caches\\*"\s*:/.test(line))
    throw new UsageError(`${place}: broken JSON: the snapshot is cut off`);
}

/** The JSON behind whatever a line begins with; a part of a snapshot that was cut off is none. */
function jsonIn(line: string): Parsed {
  const end = Math.max(line.lastIndexOf('}'), line.lastIndexOf(']')) + 1;
  for (const { index } of [...line.matchAll(/[[{]/g)].slice(0, ATTEMPTS)) {
    const text = line.slice(index, end);
    const attempt = WANTED.test(text) ? parsed(text) : { isJson: false };
    if (attempt.isJson) return attempt;
  }
  return { isJson: false };
}

/** Looks for snapshots in a value and whatever it holds. */
function walk(value: unknown, place: string, found: Found, depth: number): void {
  if (looksLikeSnapshot(value)) {
    found.snapshots.push(checkedSnapshot(value, place));
  } else if (depth === 0) {
    return;
  } else if (typeof value === 'string') {
    for (const line of value.split('\n')) findInLine(line, place, found, depth - 1);
  } else if (typeof value === 'object' && value !== null) {
    const { memorySizeMB } = value as { memorySizeMB?: unknown };
    if (typeof memorySizeMB === 'number') found.memory.add(memorySizeMB);
    for (const part of Object.values(value)) walk(part, place, found, depth - 1);
  }
}

interface Parsed {
  readonly isJson: boolean;
  readonly value?: unknown;
}

/** The value of a JSON text. What the parser says of others is left out, as it quotes them. */
function parsed(text: string): Parsed {
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false };
  }
}
