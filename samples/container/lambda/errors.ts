/** What a function or its init phase posted to the Runtime API when it failed. */
export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** An error the handler threw; the container lives on. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';

  constructor(readonly report: ErrorReport) {
    super(`${report.errorType}: ${report.errorMessage}`);
  }
}

/** A failed init phase: the handler's module threw, or the runtime client refused the handler. */
export class InitError extends Error {
  override readonly name = 'InitError';

  constructor(readonly report: ErrorReport) {
    super(`the container failed to initialise: ${report.errorType}: ${report.errorMessage}`);
  }
}

/** The end of a container's process while it was still needed. */
export class ContainerCrash extends Error {
  override readonly name = 'ContainerCrash';

  constructor(
    readonly exitCode: number | null,
    readonly signal: NodeJS.Signals | null,
    output: string,
  ) {
    super(`the container's process ended (exit code ${exitCode}, signal ${signal})${lastLines(output)}`);
  }
}

/** An invocation or an init phase that took longer than allowed; the container was killed, as Lambda does. */
export class ContainerTimeout extends Error {
  override readonly name = 'ContainerTimeout';

  constructor(phase: 'init' | 'invocation', milliseconds: number, output: string) {
    super(`the ${phase} did not end within ${milliseconds} ms${lastLines(output)}`);
  }
}

function lastLines(output: string): string {
  const lines = output.trimEnd().split('\n').slice(-20).join('\n');
  return lines === '' ? '' : `; its last output:\n${lines}`;
}
