import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Project } from './project.ts';

export interface Watch {
  /** Names of the tests that fail in the next run, in order; waits for its end. */
  nextRun(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Prints a line for each run of some module that ends. */
const REPORTER = `export default class {
  onTestRunEnd(modules) {
    if (modules.length === 0) return;
    const failed = modules.flatMap((module) => [...module.children.allTests('failed')].map((test) => test.name));
    console.log('RUN ' + JSON.stringify(failed.sort()));
  }
}
`;

/** Vitest in watch mode. */
export function watchVitest(project: Project): Watch {
  project.write({ 'watch-reporter.mjs': REPORTER });
  const bin = join(project.dir, '../node_modules/vitest/vitest.mjs');
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env;
  const child = spawn(process.execPath, [bin, '--watch', '--reporter=./watch-reporter.mjs'], {
    cwd: project.dir,
    env: { ...env, NO_COLOR: '1', CI: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const runs: string[][] = [];
  let wake = (): void => undefined;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    runs.push(
      ...lines
        .filter((line) => line.startsWith('RUN ['))
        .map((line) => JSON.parse(line.slice(4)) as string[]),
    );
    wake();
  });
  return {
    async nextRun() {
      while (runs.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return runs.shift() ?? [];
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
