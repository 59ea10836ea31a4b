import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

/** How a test framework puts fake timers in place; each leaves `tick`, which makes its time pass. */
const FRAMEWORKS: Record<string, string> = {
  'timers that never ring': `
    let offset = 0;
    const { now } = Date;
    Date.now = () => now() + offset;
    for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) globalThis[name] = () => ({ unref() {}, ref() {} });
    for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) globalThis[name] = () => undefined;
    const tick = (milliseconds) => { offset += milliseconds; };`,
  'a faked Date alone': `
    let offset = 0;
    const RealDate = Date;
    globalThis.Date = class extends RealDate { static now() { return RealDate.now() + offset; } };
    const tick = (milliseconds) => { offset += milliseconds; };`,
  '@sinonjs/fake-timers': `
    const fakes = fakeTimers.install();
    const tick = (milliseconds) => { fakes.setSystemTime(Date.now() + milliseconds); };`,
  '@sinonjs/fake-timers, of everything': `
    const fakes = fakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] });
    const tick = (milliseconds) => { fakes.setSystemTime(Date.now() + milliseconds); };`,
  'node:test': `
    mock.timers.enable({ now: Date.now() });
    const tick = (milliseconds) => mock.timers.setTime(Date.now() + milliseconds);`,
};

/** Everything that runs by a timer of ours or waits for one; in a process of its own, with time that is real in another thread. */
const PROGRAM = `
  const { cached, Cached, cacheOf, containerSingleton, createHandler, registry, runInvocation } = warmscope;
  const decorate = (target, key, decorator) => { const own = Object.getOwnPropertyDescriptor(target, key); Object.defineProperty(target, key, decorator(target, key, own) ?? own); };
  const options = { ttl: '1m', staleWhileRevalidate: '5m' };
  let loads = 0;
  class Subject { method() { return ++loads; } get all() { return ++loads; } static count() { return ++loads; } async slow() { return ++loads; } }
  for (const name of ['method', 'all', 'slow']) decorate(Subject.prototype, name, Cached(options));
  decorate(Subject, 'count', Cached(options));
  const subject = new Subject(), f = cached(() => ++loads, options);
  const forms = { function: [f, () => cacheOf(f).peek()], method: [() => subject.method(), () => cacheOf(subject, 'method').peek()], getter: [() => subject.all, () => cacheOf(subject, 'all').peek()],
    static: [() => Subject.count(), () => cacheOf(Subject, 'count').peek()], async: [() => subject.slow(), () => cacheOf(subject, 'slow').peek()] };
  const seen = {};
  for (const [form, [call, peek]] of Object.entries(forms)) {
    for (const [place, inside] of [['plain', (work) => work()], ['invocation', (work) => runInvocation({}, work)], ['handler', (work) => createHandler(() => work())({}, {})]]) {
      const before = await inside(call);
      tick(120_000);
      const stale = await inside(call);
      for (let turn = 0; turn < 200 && peek() === undefined; turn++) await turnOfTheLoop();
      seen[form + ' ' + place] = [stale === before, peek() > before];
      cacheOf(f).clear();
    }
  }
  const outcome = (promise) => Promise.resolve(promise).then(() => 'came', ({ code }) => code);
  const hung = cached(() => new Promise(() => undefined), { timeout: 20 });
  seen.timeout = [await outcome(hung()), await outcome(runInvocation({}, hung))];
  const client = containerSingleton(async () => ({ close: () => (isPatient ? new Promise(() => undefined) : undefined) }), { maxAge: '1m' });
  await runInvocation({}, client);
  tick(120_000);
  await runInvocation({}, client);
  seen.client = registry.stats().singletons[0].builds;
  const eager = containerSingleton(async () => ({}), { eager: true });
  await registry.ready();
  seen.eager = typeof (await eager());
  console.log(JSON.stringify(seen));
  process.exit();
`;

const EXPECTED = {
  ...Object.fromEntries(
    ['function', 'method', 'getter', 'static', 'async'].flatMap((form) =>
      ['plain', 'invocation', 'handler'].map((place) => [`${form} ${place}`, [true, true]]),
    ),
  ),
  timeout: ['ERR_WARMSCOPE_LOAD_TIMEOUT', 'ERR_WARMSCOPE_LOAD_TIMEOUT'],
  client: 2,
  eager: 'object',
};

// Kind of fault: Timers were looked up when they were needed, and the fake ones of a test framework never fired.
describe('regression: fake timers', () => {
  for (const [what, install] of Object.entries(FRAMEWORKS)) {
    for (const order of ['after', 'before']) {
      it(`cause no hang: ${what}, installed ${order} the import`, async () => {
        const load = "const warmscope = await import('warmscope');";
        const printed = await printedBy(
          `import { mock } from 'node:test';
           import fakeTimers from '@sinonjs/fake-timers';
           import { stat } from 'node:fs';
           const turnOfTheLoop = () => new Promise((resolve) => stat('.', resolve));
           ${order === 'after' ? load : ''}
           const isPatient = ${what === '@sinonjs/fake-timers'};
           ${install}
           ${order === 'before' ? load : ''}
           ${PROGRAM}`,
          { flags: ['--no-warnings'] },
        );
        expect(printed).to.deep.equal(EXPECTED);
      });
    }
  }
});
