import { cached, createHandler, registry } from 'warmscope';

const double = cached((value: number) => value * 2, { name: 'double' });

/** Tells which file of the package `require` gave, and whether `require` of an ES module is on in this process. */
export const handler = createHandler((event: { value: number }, _context: unknown) => ({
  doubled: [double(event.value), double(event.value)],
  hits: registry.stats().caches.find(({ name }) => name === 'double')?.hits,
  resolved: require.resolve('warmscope'),
  requireOfEsModules: (process.features as { require_module?: boolean }).require_module ?? false,
}));
