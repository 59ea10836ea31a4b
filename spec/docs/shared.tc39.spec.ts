import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { tableOf } from '../support/dynamo-server.js';
import { projectRoot } from './programs.js';
import { TABLE } from './stores.js';

describe('docs/shared', () => {
  const page = readFileSync(join(projectRoot, 'docs', 'shared.md'), 'utf8');

  it('defines the table of DynamoDB that the specs of the store use', () => {
    const [, template = ''] = /^```json title="a CloudFormation template, Resources"\n([\s\S]*?)^```/m.exec(page) ?? [];
    const { TimeToLiveSpecification, ...properties } = JSON.parse(template).Cache.Properties;
    expect(properties).to.deep.equal(tableOf(TABLE));
    expect(TimeToLiveSpecification).to.deep.equal({ AttributeName: 'ttl', Enabled: true });
  });
});
