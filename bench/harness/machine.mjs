/** @import { Machine } from '../types.d.ts' */
import { execFileSync } from 'node:child_process';
import { arch, cpus, platform, totalmem } from 'node:os';

/**
 * What the figures were measured on.
 * @param {string} node  the binary
 * @returns {Machine}
 */
export function describeMachine(node) {
  const text = execFileSync(node, ['-p', 'JSON.stringify([process.version, process.versions.v8])'], { encoding: 'utf8' });
  const [version, v8] = JSON.parse(text);
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    os: `${platform()} ${arch()}`,
    node: version,
    v8,
  };
}
