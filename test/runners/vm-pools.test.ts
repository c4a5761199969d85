import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { statesOf } from './monitor-of.ts';
import { createProject } from './project.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

/** Functions that the wall replaces on modules of Node's, taken by name as they are imported. */
const AGENT = `import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { writeHeapSnapshot } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { defineAgent } from 'agent-replay';

const ways = {
  worker: () => new Promise((done) => new Worker('', { eval: true }).on('exit', done)),
  heap: () => writeHeapSnapshot(process.env.OUTSIDE),
  cache: () => (enableCompileCache(process.env.OUTSIDE + '-cache'), flushCompileCache()),
  hooks: () => process.getBuiltinModule('node:module').register('data:text/javascript,'),
};

export const agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  async run({ way }, context) {
    try {
      await ways[way]();
    } catch {}
    await writeFile(join(context.workspace, 'report.md'), 'done');
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    return { done: true };
  },
});
`;

test.each(['vmThreads', 'vmForks'])(
  'in %s nothing gets out by what an agent imports by name',
  async (pool) => {
    const snapshot = join(packages.dir, `${pool}.heapsnapshot`);
    const project = createProject(packages.dir, `pool-${pool}`, {
      'package.json': JSON.stringify({ private: true, type: 'module' }),
      'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
process.env.OUTSIDE = ${JSON.stringify(snapshot)};
export default { plugins: [agentReplay()], test: { pool: '${pool}', maxWorkers: 1 } };
`,
      'agent-replay.config.mjs':
        "export default { mode: 'strict', agents: { clerk: './src/agent.mjs#agent' } };\n",
      'src/agent.mjs': AGENT,
      ...Object.assign(
        {},
        ...['worker', 'heap', 'hooks', 'cache'].map((way) =>
          fixtureFiles({ suite: 'ways', id: way, payload: { way }, timeoutSeconds: 30 }),
        ),
      ),
    });
    const { stdout, stderr } = await project.vitest('run');
    expect(statesOf(project), stdout + stderr).toEqual({
      // A cache that is switched off is nothing that a program depends on.
      'ways/cache': 'stale unproven',
      'ways/heap': 'failing unrecorded_operation',
      'ways/hooks': 'failing unrecorded_operation',
      'ways/worker': 'failing unrecorded_operation',
    });
    expect([snapshot, `${snapshot}-cache`].filter((file) => existsSync(file))).toEqual([]);
  },
);
