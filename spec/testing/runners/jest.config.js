// One project for each compiler and kind of module. `.js` in an import leads to the `.ts` file.
const common = {
  testMatch: ['<rootDir>/tests/*jest.test.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
const swc = (type) => [
  '@swc/jest',
  {
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { decoratorVersion: '2022-03' } },
    module: { type },
  },
];
const esm = { extensionsToTreatAsEsm: ['.ts'] };

export default {
  projects: [
    { ...common, displayName: 'swc, CommonJS', transform: { '\\.ts$': swc('commonjs') } },
    { ...common, ...esm, displayName: 'swc, ESM', transform: { '\\.ts$': swc('es6') } },
    { ...common, displayName: 'ts-jest, CommonJS', transform: { '\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.cjs.json' }] } },
    { ...common, ...esm, displayName: 'ts-jest, ESM', transform: { '\\.ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.json' }] } },
  ],
};
