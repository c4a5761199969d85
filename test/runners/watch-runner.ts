import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from './project.ts';

export interface Watch {
  /** Names of the tests that fail in the next run of any test, in order; waits for its end. */
  nextRun(): Promise<string[]>;
  /** Waits for a line with this text. */
  said(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Reporters that print a line for each run of some test that ends. */
const REPORTERS = {
  'watch-vitest.mjs': `export default class {
  onTestRunEnd(modules) {
    if (modules.length === 0) return;
    const failed = modules.flatMap((module) => [...module.children.allTests('failed')].map((test) => test.name));
    console.log('RUN ' + JSON.stringify(failed.sort()));
  }
}
`,
  'watch-jest.cjs': `module.exports = class {
  onRunComplete(_contexts, { testResults }) {
    const tests = testResults.flatMap((file) => file.testResults);
    const failed = tests.filter(({ status }) => status === 'failed').map(({ title }) => title);
    console.log(tests.length === 0 ? 'READY' : 'RUN ' + JSON.stringify(failed.sort()));
  }
};
`,
};

/** Vitest in watch mode. */
export function watchVitest(project: Project): Watch {
  return watch(project, 'vitest/vitest.mjs', ['--watch', '--reporter=./watch-vitest.mjs']);
}

/** Jest in watch mode, which begins with what Git says has changed; says READY after a run of nothing. */
function watchJest(project: Project): Watch {
  return watch(project, 'jest/bin/jest.js', ['--watch', '--reporters=./watch-jest.cjs']);
}

/** Commits everything in a project, to which `-o` and `--watch` compare. */
export function commit({ dir }: Project): void {
  for (const args of [['init'], ['add', '.'], ['commit', '-m', 'all']])
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: dir,
      stdio: 'ignore',
    });
}

/** What fails in Jest's watch mode after the edit of a user's fixture, and after that of what its agent imports. */
export async function failuresOfEdits(project: Project): Promise<string[][]> {
  commit(project);
  const jest = watchJest(project);
  try {
    await jest.said('READY');
    appendFileSync(join(project.dir, 'fixtures/payments/left_nothing/notes.json'), '\n');
    const ofFixture = await jest.nextRun();
    commit(project);
    appendFileSync(join(project.dir, 'src/decide.js'), '\n');
    let ofAgent = await jest.nextRun();
    // a busy machine may tell Jest of one edit twice
    while (ofAgent.join() === ofFixture.join()) ofAgent = await jest.nextRun();
    return [ofFixture, ofAgent];
  } finally {
    await jest.stop();
  }
}

function watch(project: Project, bin: string, args: readonly string[]): Watch {
  project.write(REPORTERS);
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env;
  const child = spawn(process.execPath, [join(project.dir, '../node_modules', bin), ...args], {
    cwd: project.dir,
    env: { ...env, NO_COLOR: '1', CI: '' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines: string[] = [];
  let wake = (): void => undefined;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  });
  /** The first line from here on that starts so; what is before it has been passed over. */
  async function next(start: string): Promise<string> {
    for (;;) {
      const index = lines.findIndex((line) => line.startsWith(start));
      const found = index === -1 ? undefined : lines.splice(0, index + 1).at(-1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    nextRun: async () => JSON.parse((await next('RUN [')).slice(4)) as string[],
    said: async (text) => void (await next(text)),
    stop: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
