import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));
const WRITES =
  /\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|copyFile|copyFileSync|cp|cpSync|rename|renameSync|write|writeSync)\(|\bopen(?:Sync)?\([^)]*,\s*(?:'[wa]|O_)/;
const CALLS_FS = /from 'node:fs(?:\/promises)?'|require\('(?:node:)?fs/;

/** Who writes to the disk beside `write.ts`, and why it need not go through it. */
const WRITERS: Readonly<Record<string, string>> = {
  'redaction/src/write.ts': 'the way itself',
  'redaction/src/open-key.ts': 'the key, which has to be the key',
  'runs/src/store/open-sqlite.ts': 'an empty file, so that the database in it is private',
  'runs/src/store/spool.ts': 'lines of records that were redacted when they were made',
  'agent-replay/src/workspace/temporary-workspace.ts': "an agent's workspace, in a temporary folder",
  'agent-replay/src/reduce/package.ts': 'a copy of a fixture, in a temporary folder',
  'agent-replay/src/freeze/see-again.ts': 'a copy of a fixture, in a temporary folder',
  'agent-replay/src/commands/demo.ts': 'a project that is made up, in a temporary folder',
  'agent-replay/src/gate/self-test.ts': 'a project that is made up, in a temporary folder',
  'agent-replay/src/prove/check-out.ts': "the user's config, in a worktree",
  'agent-replay/src/init/write-project.ts': 'templates',
  'agent-replay/src/output/github.ts': 'the summary of the job, where GitHub asks for it',
  'cassette/src/guard/ledger-file.cts': 'names of operations that were refused',
  'cassette/src/guard/namespace-relay.cts': 'a word that says it is ready',
  'vitest-plugin/src/write-modules.ts': 'generated tests, which name fixtures',
  'vitest-plugin/src/journal.ts': 'rows of results, for the reporter',
};
/** Folders of what tries and proves, in temporary folders of its own. */
const TRIALS = /\/(?:probe|canary|hooks)\//;

test('nothing opens a file for writing but what is known to, and why', () => {
  const writers = sources(PACKAGES).filter((file) => {
    const text = readFileSync(join(PACKAGES, file), 'utf8').replace(
      /^\s*(?:\*|\/\/|\/\*).*$|std(?:out|err)\.write\(/gm,
      '',
    );
    return CALLS_FS.test(text) && WRITES.test(text) && !TRIALS.test(file);
  });
  expect(writers.toSorted()).toEqual(Object.keys(WRITERS).toSorted());
});

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    readdirSync(join(folder, name, 'src'), { recursive: true, encoding: 'utf8' })
      .map((file) => `${name}/src/${file.replaceAll('\\', '/')}`)
      .filter((file) => /\.[cm]?ts$/.test(file) && !/\.(?:test|suite|test-d|d)\.[cm]?ts$/.test(file)),
  );
}
