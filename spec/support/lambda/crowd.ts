import type { InvocationResult, LambdaContainer } from '../../../samples/container/lambda/lambda-container.js';

/** Invokes a container once for each tenant named, so many at a time; the answers in the order of the names. */
export async function invokeMany<Answer>(
  container: LambdaContainer,
  tenants: readonly (string | undefined)[],
  atOnce: number,
): Promise<InvocationResult<Answer>[]> {
  const results: InvocationResult<Answer>[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < tenants.length) {
      const index = next++;
      const tenantId = tenants[index];
      results[index] = await container.invoke<Answer>({ index }, tenantId === undefined ? {} : { tenantId });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
