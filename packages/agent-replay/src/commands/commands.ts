import type { Command } from 'commander';
import { addDoctor } from './doctor.ts';
import { addFreeze } from './freeze.ts';
import { addImport } from './import.ts';
import { addGate } from './gate.ts';
import { addMonitor } from './monitor.ts';
import { addReport } from './report.ts';
import { addServe } from './serve.ts';
import { addInit } from './init.ts';
import { addProve } from './prove.ts';
import { addRuns } from './runs.ts';
import { addShow } from './show.ts';
import { addValidate } from './validate.ts';
import { addWatchdog } from './watchdog.ts';

/** Adds a command to the program; `end` sets the exit code. */
export type AddCommand = (program: Command, end: (exitCode: number) => void) => void;

/** Every command, in the order of `--help`. */
export const COMMANDS: readonly AddCommand[] = [
  addInit,
  addValidate,
  addDoctor,
  addRuns,
  addShow,
  addWatchdog,
  addFreeze,
  addImport,
  addProve,
  addGate,
  addMonitor,
  addReport,
  addServe,
];
