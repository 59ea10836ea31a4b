import { expect } from 'chai';
import { Cached, cached, containerSingleton, registry, runInvocation } from '../../src/index.js';
import { formatStats } from '../../src/metrics/index.js';
import { useFiles, warmscope } from './run-cli.js';

const SECRET = 'hunter2-8f6c';

class Vault {
  @Cached({ key: (user: string) => `key-${SECRET}-${user}`, ttl: '5m' })
  async entryOf(user: string): Promise<{ secret: string }> {
    return { secret: `${SECRET}-${user}` };
  }

  @Cached({ scope: 'tenant', tags: [`tag-${SECRET}`], max: 2 })
  forTenant(password: string): string {
    return `${SECRET}-${password}`;
  }
}

/** Uses caches and a client with the secret in arguments, keys, values, tags, tenants and errors. */
async function useSecrets(): Promise<void> {
  const vault = new Vault();
  const failing = cached(
    async (password: string) => {
      throw new Error(`refused: ${password} of ${SECRET}`);
    },
    { name: 'failing', errorTtl: '1m' },
  );
  const client = containerSingleton(() => ({ password: SECRET }), { name: 'client' });
  for (let turn = 0; turn < 3; turn++) {
    await vault.entryOf(SECRET);
    await failing(SECRET).catch(() => {});
    client();
    await runInvocation({ id: `id-${SECRET}`, tenantId: `tenant-${SECRET}` }, async () => vault.forTenant(`${SECRET}${turn}`));
  }
}

describe('cli/secrets', () => {
  const files = useFiles();
  const encoded = [SECRET, Buffer.from(SECRET).toString('base64'), Buffer.from(SECRET).toString('hex'), encodeURIComponent(SECRET)];

  it('appear in nothing that is made of statistics', async () => {
    await useSecrets();
    const stats = files.write('stats.json', registry.stats());
    files.write('package.json', { name: 'vault' });
    files.write('src/vault.ts', `import { Cached } from 'warmscope';\nclass Vault { @Cached({ key: () => '${SECRET}' }) a() {} }`);
    const outputs = [
      files.read('stats.json'),
      formatStats(registry.stats(), { memory: 512 }),
      warmscope(['report', stats, '--memory', '512']).stdout,
      warmscope(['dashboard', '--stats', stats]).stdout,
      warmscope(['doctor', files.path, '--stats', stats]).stdout,
    ];
    for (const output of outputs) {
      expect(output).to.match(/Vault\.entryOf|src\/vault\.ts/);
      for (const text of encoded) expect(output).not.to.include(text);
    }
  });
});
