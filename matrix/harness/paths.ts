import { join } from 'node:path';
import { projectRoot as root } from '../../samples/container/lambda/project-root.js';

/** The folders that the matrix reads and writes. */
export const paths = {
  root,
  matrix: join(root, 'matrix'),
  app: join(root, 'matrix', 'app'),
  limits: join(root, 'matrix', 'limits'),
  tools: join(root, 'matrix', 'node_modules'),
  pages: join(root, 'docs', 'setup'),
  build: join(root, 'build', 'matrix'),
};
