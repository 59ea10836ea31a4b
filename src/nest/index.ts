export type {
  WarmscopeInjectionOptions,
  WarmscopeModuleAsyncOptions,
  WarmscopeModuleOptions,
  WarmscopeRequestOptions,
} from './options.js';
export { WarmscopeInterceptor } from './warmscope-interceptor.js';
export { WarmscopeModule } from './warmscope-module.js';
