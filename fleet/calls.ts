import type { Invocation } from './bed/worker-process.js';
import type { Call, Item, MemberName } from './messages.js';

export function read(key: string, member: MemberName = 'keyed'): Call {
  return { do: 'read', member, key };
}

export function update(key: string, member: MemberName = 'keyed'): Call {
  return { do: 'update', member, key };
}

/** Keys made of a name and a number: `count` of them. */
export function keys(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => `${name}-${number}`);
}

/** The items that an invocation was given; a call that failed fails here. */
export function itemsOf({ worker, outcomes }: Invocation): Item[] {
  return outcomes.map(({ item, error, call }) => {
    if (item === undefined) throw new Error(`${worker}: ${call.do} of ${call.member} ${call.key} failed: ${error}`);
    return item;
  });
}

/** The item of an invocation of one call. */
export function itemOf(invocation: Invocation): Item {
  const [item] = itemsOf(invocation);
  if (item === undefined) throw new Error(`${invocation.worker}: the invocation made no call.`);
  return item;
}
