import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { projectRoot } from '../docs/programs.js';

/** One major of Nest with the built package beside it. */
export interface Kit {
  readonly name: string;
  readonly common: typeof import('@nestjs/common');
  readonly core: typeof import('@nestjs/core');
  readonly express: typeof import('@nestjs/platform-express');
  readonly fastify: typeof import('@nestjs/platform-fastify');
  readonly microservices: typeof import('@nestjs/microservices');
  readonly testing: typeof import('@nestjs/testing');
  readonly warmscope: typeof import('warmscope');
  readonly nest: typeof import('warmscope/nest');
}

/** Nest 12 and the package, imported. */
async function imported(): Promise<Kit> {
  return {
    name: 'Nest 12, imported',
    common: await import('@nestjs/common'),
    core: await import('@nestjs/core'),
    express: await import('@nestjs/platform-express'),
    fastify: await import('@nestjs/platform-fastify'),
    microservices: await import('@nestjs/microservices'),
    testing: await import('@nestjs/testing'),
    warmscope: await import('warmscope'),
    nest: await import('warmscope/nest'),
  };
}

/** What is installed at some place and the package, required. */
function required(name: string, place: string): Kit {
  const require = createRequire(join(place, 'index.cjs'));
  return {
    name,
    common: require('@nestjs/common'),
    core: require('@nestjs/core'),
    express: require('@nestjs/platform-express'),
    fastify: require('@nestjs/platform-fastify'),
    microservices: require('@nestjs/microservices'),
    testing: require('@nestjs/testing'),
    warmscope: require('warmscope'),
    nest: require('warmscope/nest'),
  };
}

/** A project of a user of its own, until the process ends: specs run in several at once. */
function userProject(name: string): { folder: string; packages: string } {
  const folder = mkdtempSync(join(projectRoot, 'build', `${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Without a scope of its own, it would be part of the package itself.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true }));
  const packages = join(folder, 'node_modules');
  mkdirSync(packages);
  return { folder, packages };
}

/** A folder in which Nest 12 is installed, and the package. */
export function folderOfNest12(): string {
  const { folder, packages } = userProject('user-of-nest-12');
  for (const name of ['@nestjs', 'rxjs', 'reflect-metadata']) symlinkSync(join(projectRoot, 'node_modules', name), join(packages, name));
  symlinkSync(projectRoot, join(packages, 'warmscope'));
  return folder;
}

/** A folder in which Nest 11 is installed, and the package as a user would have it. */
export function folderOfNest11(): string {
  const { folder, packages } = userProject('user-of-nest-11');
  const { resolve } = createRequire(join(projectRoot, 'spec/nest/nest-11/package.json'));
  mkdirSync(join(packages, 'warmscope'));
  symlinkSync(join(dirname(resolve('@nestjs/common/package.json')), '..'), join(packages, '@nestjs'));
  for (const name of ['rxjs', 'reflect-metadata', 'lru-cache']) symlinkSync(join(projectRoot, 'node_modules', name), join(packages, name));
  for (const name of ['package.json', 'dist']) cpSync(join(projectRoot, name), join(packages, 'warmscope', name), { recursive: true });
  return folder;
}

export const nest12: Kit = await imported();
export const nest11: Kit = required('Nest 11, required', folderOfNest11());
export const KITS: readonly Kit[] = [nest12, nest11];
