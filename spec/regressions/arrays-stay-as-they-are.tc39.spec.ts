import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

const PROGRAM = `
  const { cached } = await import('warmscope');
  const kinds = [
    () => Array.from({ length: 100 }, (_, i) => i + 0.5),
    () => Array.from({ length: 100 }, (_, i) => ({ i })),
    () => Array.from({ length: 100 }, (_, i) => i),
    () => Array.from({ length: 100 }, (_, i) => 'text ' + i),
  ];
  const loads = [{}, { maxBytes: '100MB' }].map((options) => cached((n) => kinds[n % 4](), options));
  let changed = 0;
  for (let n = 0; n < 12_000; n++) for (const load of loads) if (n % 4 === 0 && !%HasDoubleElements(load(n))) changed++; else load(n);
  console.log(JSON.stringify(changed));
`;

describe('regression: the search for one-shot results turned arrays of fractions into boxed numbers, three times as large', () => {
  it('arrays that are cached stay as V8 made them', async () => {
    expect(await printedBy(PROGRAM, { flags: ['--allow-natives-syntax'] })).to.equal(0);
  });
});
