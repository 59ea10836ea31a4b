import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { useFiles, warmscope } from '../cli/run-cli.js';
import { SECRET } from './secret.js';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('./secret-application.js', import.meta.url));
const FORMS = [
  SECRET,
  ...(['base64', 'hex', 'base64url'] as const).map((code) => Buffer.from(SECRET).toString(code)),
  SECRET.toUpperCase(),
];

describe('metrics: a secret in arguments, keys, values, tags, tenants, fields and errors', function () {
  this.timeout(60_000);
  const files = useFiles();

  it('is in nothing that a program with everything on has written, nor in a page, a dashboard or a diagnosis of it', async () => {
    const { stdout, stderr } = await run(process.execPath, ['--trace-warnings', PROGRAM, files.path], {
      env: { ...process.env, POWERTOOLS_DEV: '', NODE_OPTIONS: '', AWS_LAMBDA_FUNCTION_NAME: 'vault' },
      maxBuffer: 2 ** 26,
    });
    const written = Object.fromEntries(readdirSync(files.path).map((name) => [name, readFileSync(join(files.path, name), 'utf8')]));
    const stats = join(files.path, 'stats.jsonl');
    files.write('package.json', { name: 'vault' });
    const page = warmscope(['report', '--memory', '512', stats]).stdout;
    const outputs: Record<string, string> = {
      stdout,
      stderr,
      ...written,
      page,
      dashboard: warmscope(['dashboard', '-f', 'vault', '--stats', stats]).stdout,
      doctor: warmscope(['doctor', files.path, '--stats', stats]).stdout,
      'a cut file': warmscope(['report', files.write('cut.json', stdout.slice(0, 99))]).stderr,
    };
    for (const [name, text] of Object.entries(outputs)) {
      expect(text.length, `${name} is written`).to.be.greaterThan(40);
      for (const form of FORMS) {
        const at = text.indexOf(form);
        expect(at < 0 ? '' : text.slice(Math.max(0, at - 300), at + 100), name).to.equal('');
      }
    }
    // What was planted has been used: each failure was told of, by its kind.
    const codes = ['OPTION', 'INVALIDATION', 'BACKGROUND', 'DISPOSAL', 'SCOPE_LEAK'].map((kind) => `WARN_WARMSCOPE_${kind}`);
    for (const code of codes) expect(stderr).to.include(code);
    for (const what of ['A load of late failed', 'A background refresh of Failing.refreshed', 'has not reached the shared store'])
      expect(stderr).to.include(what);
    for (const option of ['weigh', 'store', 'tags', 'ttl', 'on']) expect(stderr, option).to.include(`"${option}"`);
    for (const text of ['CacheKeyError', 'Vault.profile', '"_aws"', 'GB-s']) expect(stdout).to.include(text);
    for (const text of ['Vault.profile', 'client', 'shared', 'refresh']) expect(written['messages.txt']).to.include(text);
    expect(written['spans.txt']).to.include('load Failing.rejected').and.include('build failing client').and.include('code: 2');
    expect(written['metrics.txt']).to.include('warmscope.sharedMisses');
    expect(page).to.include('Failing.refreshed');
  });
});
