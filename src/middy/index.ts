export { containerScope } from './container-scope.js';
export type { ContainerScope, ContainerScopeOptions, MiddyRequest, ScopeMiddleware } from './scope-types.js';
