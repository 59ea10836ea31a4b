/** Adds one line to the transcript. */
export function say(what: string, ...results: unknown[]): void {
  console.log(`${what}: ${results.map((result) => JSON.stringify(result)).join(' ')}`);
}

/** The names of warnings and errors that this program may print: their stable codes. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code ?? String(error);
}

/** The code of what a call throws, now or later; `nothing` where it does not. */
export async function codeThrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return 'nothing';
  } catch (error) {
    return codeOf(error);
  }
}
