// The root hook of every process that runs specs: collects what the files before have left behind, once it is some megabytes.
// `registry.stats()`, `configure()` and `createHandler()` go through every cache or client that is alive, so thousands of dead ones make the specs
// that follow slow.
const LEFT_BEHIND = 2 ** 23;
let kept = 0;

exports.mochaHooks = {
  afterAll() {
    if (process.memoryUsage().heapUsed < kept + LEFT_BEHIND) return;
    globalThis.gc();
    kept = process.memoryUsage().heapUsed;
  },
};
