import { type Finding, finding } from './finding.js';
import type { Project } from './project.js';

const MOST_PLACES = 5;

/** What the source files say: how tsyringe is used, and members without a `ttl`. */
export function checkSources(project: Project): Finding[] {
  return [...checkTsyringe(project), ...checkTtl(project)];
}

function checkTsyringe({ sources: { imports }, configs }: Project): Finding[] {
  const file = imports.get('tsyringe');
  if (file === undefined) return [];
  const found: Finding[] = [];
  const [config] = configs;
  if (config !== undefined && config.fault === undefined && !config.experimentalDecorators)
    found.push(
      finding(
        'tsyringe-dialect',
        `${file} imports tsyringe, whose decorators need experimentalDecorators (${config.path})`,
        '"experimentalDecorators": true',
      ),
    );
  if (config?.experimentalDecorators === true && !config.emitDecoratorMetadata)
    found.push(
      finding(
        'tsyringe-metadata',
        `${file} imports tsyringe, and ${config.path} does not emit metadata: parameters need tokens`,
        '"emitDecoratorMetadata": true, or `@inject(Token)` on each parameter',
      ),
    );
  const isConnected = imports.has('warmscope/tsyringe');
  if (!isConnected && !imports.has('reflect-metadata'))
    found.push(
      finding(
        'reflect-metadata',
        `${file} imports tsyringe, and nothing imports reflect-metadata`,
        "`import 'reflect-metadata'` first of all, or `import 'warmscope/tsyringe'`, which does",
      ),
    );
  if (!isConnected && imports.has('warmscope'))
    found.push(
      finding(
        'tsyringe-not-connected',
        `${file} imports tsyringe, and nothing imports warmscope/tsyringe: the two do not know each other`,
        "`import 'warmscope/tsyringe'` where the program begins",
      ),
    );
  return found;
}

function checkTtl({ sources: { withoutTtl, hasDefaultTtl } }: Project): Finding[] {
  if (withoutTtl.length === 0 || hasDefaultTtl) return [];
  const places = withoutTtl.slice(0, MOST_PLACES).map(({ file, line }) => `${file}:${line}`);
  const rest = withoutTtl.length - places.length;
  const list = `${places.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const what = `@Cached without a ttl keeps values for the container's life, hours maybe: ${list}`;
  return [
    finding(
      'no-ttl',
      what,
      'a `ttl`, or `registry.configure({ defaults: { ttl } })`; none for what never changes',
    ),
  ];
}
