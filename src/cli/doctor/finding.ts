/** How bad each kind of finding is: a problem does not work, or not as meant; a hint is worth a look. */
export const FINDINGS = {
  'node-version': 'problem',
  'node-engine': 'problem',
  'not-installed': 'problem',
  'two-versions': 'problem',
  'peer-missing': 'problem',
  'peer-version': 'problem',
  'typescript-version': 'problem',
  'no-tsconfig': 'hint',
  'broken-config': 'problem',
  'metadata-without-dialect': 'problem',
  'decorators-left-in': 'problem',
  'lib-too-old': 'problem',
  'mixed-dialects': 'problem',
  'esbuild-metadata': 'problem',
  'esbuild-target': 'problem',
  'minified-names': 'hint',
  'swc-decorators': 'problem',
  'swc-dialect': 'problem',
  'swc-metadata': 'problem',
  'tsyringe-dialect': 'problem',
  'tsyringe-metadata': 'problem',
  'reflect-metadata': 'problem',
  'tsyringe-not-connected': 'hint',
  'no-ttl': 'hint',
  'never-hit': 'problem',
  'low-hit-ratio': 'problem',
  thrashing: 'problem',
  'failing-loads': 'problem',
  'all-bypassed': 'problem',
  'max-never-reached': 'hint',
  'never-expired': 'hint',
} as const satisfies Readonly<Record<string, 'problem' | 'hint'>>;

/** A stable name of a kind of finding. */
type FindingId = keyof typeof FINDINGS;

/** Something that `doctor` has found. */
export interface Finding {
  readonly id: FindingId;
  /** What there is, with its place. */
  readonly what: string;
  /** What to do. */
  readonly advice: string;
}

/** A finding. */
export const finding = (id: FindingId, what: string, advice: string): Finding => ({ id, what, advice });
