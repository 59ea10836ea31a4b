// How much a load may have read of the invocation it runs in: a greater number includes the lesser ones.

export const nothing = 0;
/** Whom it works for. */
export const tenant = 1;
export const anything = 2;

/** One of the above. */
export type Reads = typeof nothing | typeof tenant | typeof anything;
