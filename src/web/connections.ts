import type { IncomingMessage } from 'node:http';
import { propertyOf } from '../util/untrusted.js';

/** What is to be done when a connection is closed; each has one listener for all of its requests. */
const closings = new WeakMap<object, Set<() => void>>();

/**
 * Calls `close` when the connection of a request is closed; gives what takes that back. Node closes the
 * responses of such a connection, but for those that wait for an earlier one, and those that were made for
 * what has become another protocol. A request may be an imitation that comes from no connection.
 */
export function onConnectionClose({ socket }: IncomingMessage, close: () => void): () => void {
  if (typeof propertyOf(Object(socket), 'once') !== 'function') return () => undefined;
  const known = closings.get(socket) ?? new Set();
  if (!closings.has(socket)) {
    closings.set(socket, known);
    socket.once('close', () => {
      for (const one of known) one();
    });
  }
  known.add(close);
  return () => void known.delete(close);
}

/** True where the connection of a request has been lost. */
export function isDisconnected({ socket }: IncomingMessage): boolean {
  return propertyOf(Object(socket), 'destroyed') === true;
}
