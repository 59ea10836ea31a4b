import type { Value } from './origin.js';

/** What a caller got: a version of the value, or the code or the message of an error. */
export type Got = number | string;

/** What callers have come to, and after how many milliseconds all had their answers, and all their invocations had ended. */
export interface Outcome {
  readonly got: Got[];
  readonly took: number;
  readonly ended: number;
}

/** What comes of a call. */
export async function gotOf(act: () => unknown): Promise<Got> {
  try {
    const given = (await act()) as Value | undefined;
    return given?.version ?? 'nothing';
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    return code ?? message;
  }
}
