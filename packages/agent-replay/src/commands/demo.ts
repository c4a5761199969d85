import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOutput, type Output } from '../output/output.ts';
import { inTemporaryFolder } from '../workspace/in-temporary-folder.ts';
import type { AddCommand } from './add-command.ts';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const FIXTURE = 'fixtures/agent_failure_forensics/missing_artifact_ref';
const LIVE = `import { agent } from './agents/example-agent.mjs';
const { output, run } = await agent.execute({ task_id: 'ticket-1', payload: { cities: ['Oslo', 'Lima'] } });
console.log('the agent says', JSON.stringify(output), 'and the validator says', run.status, run.failure_class);
`;

/** `agent-replay demo`: one silent failure, from the lie to the proof, in a folder that is thrown away. */
export const addDemo: AddCommand = (program, end) => {
  program
    .command('demo')
    .description('see one silent failure frozen, red, fixed, proven and gated, in a temporary folder')
    .action(async () => {
      const out = createOutput({});
      end(await inTemporaryFolder('demo', (root) => demo(root, out)));
    });
};

/** Each step is what a user would type; the first that does not end as it must ends the demo. */
async function demo(root: string, out: Output): Promise<number> {
  const agent = join(root, 'agents/example-agent.mjs');
  const right = writeProject(root);
  const broken = right.replace(/^.*recordArtifact.*\n/m, '');
  writeFileSync(agent, broken);
  await commit(root, 'broken');
  const run = async (title: string, expected: number, ...args: string[]): Promise<string | null> => {
    out.line(`\n${out.style('bold', title)}`);
    out.line(
      out.style('dim', `  $ ${args[0] === 'live.mjs' ? 'node' : 'npx agent-replay'} ${args.join(' ')}`),
    );
    const command = args[0] === 'live.mjs' ? args : [join(PACKAGE, 'bin/agent-replay.mjs'), ...args];
    const { code, text } = await spawned(process.execPath, command, root);
    for (const line of text.trimEnd().split('\n')) out.line(`  ${line}`);
    if (code === expected) return text;
    out.note(`the demo ends here: exit code ${code} in place of ${expected}`);
    return null;
  };
  const said = await run('The agent lies: it is done, and there is nothing.', 0, 'live.mjs');
  const runs = await run('The run is on record.', 0, 'runs', '--status', 'failed');
  const [id] = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/.exec(runs ?? '') ?? [];
  if (said === null || id === undefined) return 5;
  const steps: [title: string, expected: number, ...args: string[]][] = [
    ['Freeze it.', 0, 'freeze', id],
    ['The fixture is red, offline and for its own reason.', 1, '--fixture', FIXTURE],
  ];
  for (const step of steps) if ((await run(...step)) === null) return 5;
  writeFileSync(agent, right);
  await commit(root, 'fixed');
  const rest: typeof steps = [
    ['Fix the agent, and prove the fixture.', 0, 'prove', FIXTURE, '--broken', 'broken', '--fixed', 'fixed'],
    ['Monitor, and ask the gate.', 0, 'monitor'],
    ['It opens, on proof.', 0, 'gate'],
  ];
  for (const step of rest) if ((await run(...step)) === null) return 5;
  out.line('\nnext: npx agent-replay init');
  return 0;
}

/** Writes the example's project; returns the text of its agent. */
function writeProject(root: string): string {
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(PACKAGE, join(root, 'node_modules/agent-replay'), 'junction');
  cpSync(join(PACKAGE, 'template/agents'), join(root, 'agents'), { recursive: true });
  writeFileSync(join(root, 'live.mjs'), LIVE);
  writeFileSync(join(root, 'package.json'), '{ "private": true }\n');
  writeFileSync(join(root, '.gitignore'), 'node_modules\n.agent-replay\n');
  const config = { agents: { 'example-agent': './agents/example-agent.mjs#agent' } };
  writeFileSync(join(root, 'agent-replay.config.json'), JSON.stringify(config));
  return readFileSync(join(root, 'agents/example-agent.mjs'), 'utf8');
}

async function commit(root: string, tag: string): Promise<void> {
  const who = ['-c', 'user.name=demo', '-c', 'user.email=demo@example.invalid', '-c', 'commit.gpgsign=false'];
  await spawned('git', ['init', '--quiet'], root);
  await spawned('git', ['add', '--all'], root);
  await spawned('git', [...who, 'commit', '--quiet', '--message', tag], root);
  await spawned('git', ['tag', tag], root);
}

function spawned(
  file: string,
  args: readonly string[],
  cwd: string,
): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 5), text: stdout + stderr });
    });
  });
}
