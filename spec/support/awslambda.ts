/** The global that Lambda's runtime gives programs. */
const place = globalThis as { awslambda?: unknown };

/** Gives the specs of a suite such a global, and afterwards back what was there before. */
export function useAwslambda(awslambda: object | undefined): void {
  let earlier: unknown;
  before(() => {
    earlier = place.awslambda;
    place.awslambda = awslambda;
  });
  after(() => {
    place.awslambda = earlier;
  });
}
