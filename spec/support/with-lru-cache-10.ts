// Loaded by `node --import`: gives whoever imports lru-cache version 10 of it, the older one that the peer range allows.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';

const HOOK = "export const resolve = (name, context, next) => next(name === 'lru-cache' ? 'lru-cache-10' : name, context);";
register(`data:text/javascript,${encodeURIComponent(HOOK)}`);

const [asked, ten]: [object, object] = [await import('lru-cache'), await import('lru-cache-10')];
const manifest = new URL('../../package.json', import.meta.resolve('lru-cache-10'));
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
if (asked !== ten || !version.startsWith('10.')) throw new Error(`lru-cache ${version} is not what is imported.`);
