import type { AddCommand } from './add-command.ts';

type Load = () => Promise<AddCommand>;

/** Every command, in the groups and the order of `--help`; each is loaded only when it is asked for. */
export const GROUPS: Readonly<Record<string, Readonly<Record<string, Load>>>> = {
  'Begin:': {
    demo: async () => (await import('./demo.ts')).addDemo,
    init: async () => (await import('./init.ts')).addInit,
    doctor: async () => (await import('./doctor.ts')).addDoctor,
  },
  'Runs:': {
    runs: async () => (await import('./runs.ts')).addRuns,
    show: async () => (await import('./show.ts')).addShow,
    compare: async () => (await import('./compare.ts')).addCompare,
    trace: async () => (await import('./trace.ts')).addTrace,
    watchdog: async () => (await import('./watchdog.ts')).addWatchdog,
    import: async () => (await import('./import.ts')).addImport,
    export: async () => (await import('./export.ts')).addExport,
  },
  'Fixtures:': {
    freeze: async () => (await import('./freeze.ts')).addFreeze,
    prove: async () => (await import('./prove.ts')).addProve,
    validate: async () => (await import('./validate.ts')).addValidate,
    coverage: async () => (await import('./coverage.ts')).addCoverage,
  },
  'Health:': {
    monitor: async () => (await import('./monitor.ts')).addMonitor,
    gate: async () => (await import('./gate.ts')).addGate,
    schedule: async () => (await import('./schedule.ts')).addSchedule,
    report: async () => (await import('./report.ts')).addReport,
    serve: async () => (await import('./serve.ts')).addServe,
  },
};

/** The same by their names. */
export const COMMANDS: Readonly<Record<string, Load>> = Object.assign({}, ...Object.values(GROUPS));
