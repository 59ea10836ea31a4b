export { createTestContainer } from './create-test-container.js';
export type { LambdaContext } from './lambda-context.js';
export { TestContainerError } from './test-container-error.js';
export type { Fake, FakeFor, FakeOf, RecycleOptions, TestContainer, TestContainerOptions } from './types.js';
