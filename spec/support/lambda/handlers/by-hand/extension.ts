import { callHttp, type HttpAnswer } from '../ask-origin.js';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2020-01-01/extension`;

/** Registers an internal extension as a user would write it. No warmscope. */
export function register(events: readonly string[]): Promise<HttpAnswer> {
  return callHttp(`${api}/register`, 'POST', { 'Lambda-Extension-Name': 'by-hand' }, { events });
}

/** Asks for the next event; the container cannot be frozen until that is done. */
export function nextEvent(registration: HttpAnswer): Promise<HttpAnswer> {
  return callHttp(`${api}/event/next`, 'GET', {
    'Lambda-Extension-Identifier': String(registration.headers['lambda-extension-identifier']),
  });
}
