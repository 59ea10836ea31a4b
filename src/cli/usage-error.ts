/** Something that the command line cannot do, said in one line; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A path as a message shows it: in quotes where nothing would be seen of it. */
export const shown = (path: string): string => (path.trim() === '' ? `'${path}'` : path);

/** What an error says, in one line. */
export function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const known = REASONS[String(code)];
  return known ?? String(message ?? error).replaceAll(/\s+/g, ' ');
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is no directory',
  EACCES: 'permission denied',
  ENOSPC: 'no space left on device',
};
