import type { Command } from 'commander';

/** Adds a command to the program; `end` sets the exit code. */
export type AddCommand = (program: Command, end: (exitCode: number) => void) => void;

/** Every command by its name, in the order of `--help`; each is loaded only when it is asked for. */
export const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  init: async () => (await import('./init.ts')).addInit,
  validate: async () => (await import('./validate.ts')).addValidate,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  runs: async () => (await import('./runs.ts')).addRuns,
  show: async () => (await import('./show.ts')).addShow,
  compare: async () => (await import('./compare.ts')).addCompare,
  trace: async () => (await import('./trace.ts')).addTrace,
  watchdog: async () => (await import('./watchdog.ts')).addWatchdog,
  freeze: async () => (await import('./freeze.ts')).addFreeze,
  import: async () => (await import('./import.ts')).addImport,
  export: async () => (await import('./export.ts')).addExport,
  prove: async () => (await import('./prove.ts')).addProve,
  gate: async () => (await import('./gate.ts')).addGate,
  monitor: async () => (await import('./monitor.ts')).addMonitor,
  schedule: async () => (await import('./schedule.ts')).addSchedule,
  coverage: async () => (await import('./coverage.ts')).addCoverage,
  report: async () => (await import('./report.ts')).addReport,
  serve: async () => (await import('./serve.ts')).addServe,
  demo: async () => (await import('./demo.ts')).addDemo,
};
