// How much a load may have read of the invocation it runs in: a greater number includes the lesser ones.

export const nothing = 0;
/** Whom the invocation works for. */
export const tenant = 1;
export const anything = 2;

/** How much was read of an invocation: nothing, its tenant, or anything. */
export type Reads = typeof nothing | typeof tenant | typeof anything;
