import { MainJob } from './main-job.js';
import { runProgram } from './program.js';

/** The program behind `npm start`. */
await runProgram(MainJob.run);
