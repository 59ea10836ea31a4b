import { minVersion, satisfies, validRange } from 'semver';
import { field, jsonOf, packageFolder } from './files.js';
import { type Finding, finding } from './finding.js';
import type { Project } from './project.js';

const NODE = '20.19.0';
const TYPESCRIPT = '5.4.0';

/** The packages that an entry needs beside warmscope. */
const PEERS_OF: Readonly<Record<string, readonly string[]>> = {
  'warmscope/keyed': ['lru-cache'],
  'warmscope/tsyringe': ['tsyringe', 'reflect-metadata'],
  'warmscope/nest': ['@nestjs/common', '@nestjs/core'],
};

/** Node, TypeScript, the copies of warmscope, and the packages that its entries need. */
export function checkPackages(project: Project): Finding[] {
  return [
    ...checkNode(project),
    ...checkCopies(project),
    ...checkPeers(project),
    ...checkTypescript(project),
  ];
}

function checkNode({ manifest }: Project): Finding[] {
  const found: Finding[] = [];
  const running = process.versions.node;
  if (!satisfies(running, `>=${NODE}`))
    found.push(finding('node-version', `this is Node ${running}`, 'Node 20.19 or newer'));
  const engine = field(manifest, 'engines', 'node');
  const lowest = typeof engine === 'string' && validRange(engine) !== null ? minVersion(engine) : undefined;
  if (lowest && !satisfies(lowest, `>=${NODE}`))
    found.push(
      finding('node-engine', `package.json allows Node ${engine}`, `"engines": { "node": ">=20.19" }`),
    );
  return found;
}

function checkCopies({ copies, manifest }: Project): Finding[] {
  if (copies.length === 0 && field(manifest, 'name') !== 'warmscope')
    return [finding('not-installed', 'warmscope is not installed here', 'npm install warmscope')];
  const versions = new Set(copies.map(({ version }) => version));
  if (versions.size < 2) return [];
  const list = copies.map(({ version, path }) => `${version} in ${path}`).join(', ');
  const advice =
    'one version: `npm dedupe`, or `overrides` in package.json. Copies of one version share a registry';
  return [finding('two-versions', `${versions.size} versions of warmscope: ${list}`, advice)];
}

function checkPeers({ folder, sources, versionOf }: Project): Finding[] {
  const own = packageFolder('warmscope', folder);
  const ranges = Object(own && field(jsonOf(`${own}/package.json`), 'peerDependencies')) as Record<
    string,
    unknown
  >;
  return Object.entries(PEERS_OF).flatMap(([entry, names]) => {
    const file = sources.imports.get(entry);
    if (file === undefined) return [];
    return names.flatMap((name) => {
      const version = versionOf(name);
      const place = `${file} imports ${entry}, which needs ${name}`;
      if (version === undefined) return [finding('peer-missing', place, `npm install ${name}`)];
      const range = ranges[name];
      if (typeof range !== 'string' || satisfies(version, range)) return [];
      return [
        finding(
          'peer-version',
          `${place} ${range}; installed is ${version}`,
          `npm install ${name}@"${range}"`,
        ),
      ];
    });
  });
}

function checkTypescript({ versionOf }: Project): Finding[] {
  const version = versionOf('typescript');
  if (version === undefined || satisfies(version, `>=${TYPESCRIPT}`, { includePrerelease: true })) return [];
  return [finding('typescript-version', `TypeScript ${version} is installed`, 'TypeScript 5.4 or newer')];
}
