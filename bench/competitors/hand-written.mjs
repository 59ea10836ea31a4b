/** What people write where they have no library; these are what everything else is measured against. */
/** @import { AsyncCall, Call, Record, Work } from '../types.d.ts' */

/**
 * A Map with an expiry.
 * @param {Work<Record>} work
 * @returns {Call}
 */
export function mapWithExpiry({ arity, load, ttl }) {
  /** @type {Map<string, { value: Record, expires: number }>} */
  const entries = new Map();
  class Reports {
    /** @type {Call} */
    byUserAndParam(user, param) {
      const key = `${user}-${param}`;
      const entry = entries.get(key);
      if (entry !== undefined && Date.now() < entry.expires) return entry.value;
      const value = load(user, param);
      entries.set(key, { value, expires: Date.now() + ttl });
      return value;
    }

    /** @type {Call} */
    byUser(user) {
      const entry = entries.get(user);
      if (entry !== undefined && Date.now() < entry.expires) return entry.value;
      const value = load(user);
      entries.set(user, { value, expires: Date.now() + ttl });
      return value;
    }
  }
  const reports = new Reports();
  return arity === 'one' ? (user) => reports.byUser(user) : (user, param) => reports.byUserAndParam(user, param);
}

/**
 * A Map with expiry, bounded and in the order of use: a hit is put last, the first one goes.
 * @param {Work<Record>} work
 * @returns {Call}
 */
export function lruMapWithExpiry({ arity, load, max, ttl }) {
  /** @type {Map<string, { value: Record, expires: number }>} */
  const entries = new Map();
  class Reports {
    /** @type {Call} */
    byUserAndParam(user, param) {
      const key = `${user}-${param}`;
      const entry = entries.get(key);
      if (entry !== undefined) {
        entries.delete(key);
        if (Date.now() < entry.expires) {
          entries.set(key, entry);
          return entry.value;
        }
      }
      const value = load(user, param);
      entries.set(key, { value, expires: Date.now() + ttl });
      if (entries.size > max) entries.delete(/** @type {string} */ (entries.keys().next().value));
      return value;
    }

    /** @type {Call} */
    byUser(user) {
      const entry = entries.get(user);
      if (entry !== undefined) {
        entries.delete(user);
        if (Date.now() < entry.expires) {
          entries.set(user, entry);
          return entry.value;
        }
      }
      const value = load(user);
      entries.set(user, { value, expires: Date.now() + ttl });
      if (entries.size > max) entries.delete(/** @type {string} */ (entries.keys().next().value));
      return value;
    }
  }
  const reports = new Reports();
  return arity === 'one' ? (user) => reports.byUser(user) : (user, param) => reports.byUserAndParam(user, param);
}

/**
 * A Map in a Map, walked by the parts of the key, with an expiry and nothing else: the least that a hit can cost that joins no text.
 * @param {Work<Record>} work
 * @returns {Call}
 */
export function mapInMapWithExpiry({ load, ttl }) {
  /** @type {Map<string, Map<string | undefined, { value: Record, expires: number }>>} */
  const users = new Map();
  class Reports {
    /** @type {Call} */
    byUserAndParam(user, param) {
      let entries = users.get(user);
      const entry = entries?.get(param);
      if (entry !== undefined && Date.now() < entry.expires) return entry.value;
      const value = load(user, param);
      if (entries === undefined) {
        entries = new Map();
        users.set(user, entries);
      }
      entries.set(param, { value, expires: Date.now() + ttl });
      return value;
    }
  }
  const reports = new Reports();
  return (user, param) => reports.byUserAndParam(user, param);
}

/**
 * A Map of promises with an expiry.
 * @param {Work<Promise<Record>>} work
 * @returns {AsyncCall}
 */
export function promiseMapWithExpiry({ load, ttl }) {
  /** @type {Map<string, { promise: Promise<Record>, expires: number }>} */
  const entries = new Map();
  class Reports {
    /** @type {AsyncCall} */
    report(user, param) {
      const key = `${user}-${param}`;
      const entry = entries.get(key);
      if (entry !== undefined && Date.now() < entry.expires) return entry.promise;
      const promise = load(user, param);
      entries.set(key, { promise, expires: Date.now() + ttl });
      promise.catch(() => entries.delete(key));
      return promise;
    }
  }
  const reports = new Reports();
  return (user, param) => reports.report(user, param);
}

/**
 * A Map of promises with expiry, bounded and in the order of use.
 * @param {Work<Promise<Record>>} work
 * @returns {AsyncCall}
 */
export function lruPromiseMapWithExpiry({ load, max, ttl }) {
  /** @type {Map<string, { promise: Promise<Record>, expires: number }>} */
  const entries = new Map();
  class Reports {
    /** @type {AsyncCall} */
    report(user, param) {
      const key = `${user}-${param}`;
      const entry = entries.get(key);
      if (entry !== undefined) {
        entries.delete(key);
        if (Date.now() < entry.expires) {
          entries.set(key, entry);
          return entry.promise;
        }
      }
      const promise = load(user, param);
      entries.set(key, { promise, expires: Date.now() + ttl });
      promise.catch(() => entries.delete(key));
      if (entries.size > max) entries.delete(/** @type {string} */ (entries.keys().next().value));
      return promise;
    }
  }
  const reports = new Reports();
  return (user, param) => reports.report(user, param);
}
