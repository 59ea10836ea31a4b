import { createHandler, registry } from 'warmscope';
import { handler as closing } from './closing.js';

/** The handler of closing.ts with an extension, because of which Lambda tells the process that its end is near. */
export const handler = createHandler((event: object, context: object) => closing(event, context), { background: 'after-response' });
await registry.ready();
