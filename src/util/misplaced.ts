/** The options of each decorator and function: words only, as a bundle need not contain the rest. */
const HOMES: Readonly<Record<string, string>> = {
  '@Cached, @KeyedSingleton, @Invalidates and @Updates': 'key',
  '@Cached and registry.configure': 'maxBytes',
  '@Cached, and of @Invalidates without a target': 'tags',
  '@Cached, @ContainerSingleton and @KeyedSingleton': 'name maxIdle',
  '@Cached and @KeyedSingleton': 'max',
  '@Cached':
    'ttl weigh per when store scope staleWhileRevalidate staleIfError errorTtl timeout values keys shared',
  '@ContainerSingleton and @KeyedSingleton': 'dispose maxAge validate',
  '@ContainerSingleton': 'eager',
  '@ContainerSingleton on a class': 'inject',
  '@Invalidates and @Updates': 'keyFromResult',
  '@Updates': 'args argsFromResult',
  '@RetryAfterInvalidate': 'on invalidates',
  'registry.configure': 'defaults heapGuard clock thaw bypass silence',
  'registry.configure({ thaw })': 'gap stalledGap',
  createHandler: 'tenant background',
  disposeOnTermination: 'grace',
  runInvocation: 'id tenantId deadline',
};

/** Options of `@Cached` that only a member itself can have: they are no defaults. */
export const OWN = ['key', 'name', 'shared'];

/** Options with different names in different places that do the same. */
const TWINS = [
  ['ttl', 'maxAge'],
  ['tenant', 'tenantId'],
];

/**
 * Words for an option that is unknown here: where it belongs, and which of the `valid` options does the same;
 * none for one that exists nowhere.
 */
export function whereItBelongs(option: string, valid: readonly string[]): string {
  const home = Object.keys(HOMES).find((each) => HOMES[each]?.split(' ').includes(option));
  if (home === undefined) return '';
  if (home.startsWith('@Cached') && !OWN.includes(option) && valid.includes('defaults'))
    return ` Write { defaults: { ${option}: ... } }.`;
  const twin = TWINS.find((pair) => pair.includes(option))?.find((other) => valid.includes(other));
  const advice = twin === undefined ? '' : `; what does that here is "${twin}"`;
  return ` "${option}" is an option of ${home}${advice}.`;
}
