// The root hooks of every process that runs specs, after each file.
//
// What a file has left behind is collected, once it is some megabytes: `registry.stats()`, `configure()` and `createHandler()` go through every
// cache or client that is alive, so thousands of dead ones make the files that follow slow.
//
// A file fails that leaves what tells warmscope or Node of its host: the next files of the process would see it, and which those are is chance.
const LEFT_BEHIND = 2 ** 23;
let kept = 0;

const TELLING = /^(AWS_LAMBDA_|AWS_EXECUTION_|LAMBDA_|_HANDLER$|K_|FUNCTION|WARMSCOPE_|NODE_OPTIONS$|TZ$)/;

/** The host as a file finds it. */
function host() {
  const environment = Object.entries(process.env).filter(([name]) => TELLING.test(name));
  const streams = `awslambda.streamifyResponse: ${typeof globalThis.awslambda?.streamifyResponse}`;
  return [...environment.map((entry) => entry.join('=')).sort(), streams];
}

let found = host();

exports.mochaHooks = {
  afterAll() {
    if (process.memoryUsage().heapUsed > kept + LEFT_BEHIND) {
      globalThis.gc();
      kept = process.memoryUsage().heapUsed;
    }
    const [before, after] = [found, host()];
    found = after;
    const changed = [...after.filter((each) => !before.includes(each)), ...before.filter((each) => !after.includes(each))];
    if (changed.length > 0) throw new Error(`a file of specs has changed what tells the host, and left it: ${changed.join(', ')}`);
  },
};
