import { runProgram } from '../container/program.js';
import { runFleetJob } from './fleet-job.js';

/** The program behind `npm run start:fleet`. */
await runProgram(runFleetJob);
