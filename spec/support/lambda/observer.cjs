// Loaded before the runtime client, in every thread: tells of what nobody handled, and changes nothing about what follows from it.
const { writeSync } = require('node:fs');

process.on('uncaughtExceptionMonitor', (error, origin) => {
  writeSync(2, `\n[observed ${origin}] ${String(error).replaceAll('\n', ' ')}\n`);
});
