// Walks agents of other people's frameworks through the whole loop, from packed tarballs and the npm registry:
// node scripts/walk-frameworks.mjs [agent…]. Each runs live against a provider on loopback and fails silently, is frozen, proven
// and replayed without the provider, by the command, under Vitest and under Jest.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packPackages } from './pack-packages.mjs';

const FRAMEWORKS = [
  '@ai-sdk/openai@4.0.118',
  '@genkit-ai/compat-oai@1.42.0',
  '@google/adk@2.0.0',
  '@langchain/core@1.4.0',
  '@langchain/langgraph@1.7.3',
  '@langchain/openai@1.6.0',
  '@llamaindex/openai@0.4.22',
  '@llamaindex/workflow@1.1.24',
  '@mastra/core@1.71.0',
  '@modelcontextprotocol/sdk@1.32.2',
  '@openai/agents@0.20.0',
  '@strands-agents/sdk@1.19.0',
  'ai@7.0.173',
  'genkit@1.42.0',
  'llamaindex@0.12.1',
  'openai@7.59.0',
  'zod@4.6.7',
];
const RUNNERS = ['vitest@5.1.1', 'vite@8', 'jest@30.5.2'];
const SUITE = 'fixtures/agent_failure_forensics';

const source = fileURLToPath(new URL('../test/frameworks', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'agent-replay-frameworks-'));
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const ours = (...args) => run(process.execPath, join(folder, 'node_modules/.bin/agent-replay'), ...args);
const git = (...args) => run('git', '-c', 'user.name=walk', '-c', 'user.email=walk@example.com', ...args);

try {
  const names = readdirSync(join(source, 'src'))
    .map((file) => basename(file, '.mjs'))
    .filter((name) => name !== 'report');
  const asked = process.argv.slice(2);
  const agents = asked.length === 0 ? names : names.filter((name) => asked.includes(name));
  if (agents.length === 0)
    throw new Error(`no such agent: ${asked.join(', ')}; there are ${names.join(', ')}`);
  makeProject(agents);
  await liveRuns(agents);
  const fixtures = readdirSync(join(folder, SUITE)).map((id) => `${SUITE}/${id}`);
  cpSync(join(source, 'report.fixed.mjs'), join(folder, 'src/report.mjs'));
  git('add', '-A');
  git('commit', '-qm', 'fixed');
  for (const fixture of fixtures) ours('prove', fixture, '--broken', 'HEAD~1', '--fixed', 'HEAD');
  console.log(`${fixtures.length} proven`);
  ours('--fixture', 'fixtures');
  for (const runner of ['vitest', 'jest']) {
    run(process.execPath, join(folder, 'node_modules/.bin', runner), ...(runner === 'vitest' ? ['run'] : []));
    console.log(`✓ ${runner}`);
  }
} catch (error) {
  console.error(error.message, error.stdout ?? '', error.stderr ?? '');
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeProject(agents) {
  cpSync(source, folder, { recursive: true });
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write('package.json', '{ "type": "module", "private": true }\n');
  write('.gitignore', 'node_modules\n*.tgz\n.agent-replay\n.vitest\n');
  const named = Object.fromEntries(agents.map((name) => [name, `./src/${name}.mjs#agent`]));
  write('agent-replay.config.mjs', `export default ${JSON.stringify({ agents: named })};\n`);
  write(
    'vitest.config.mjs',
    "import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n",
  );
  write('jest.config.json', '{ "preset": "@agent-replay/jest-preset" }\n');
  const tarballs = Object.values(packPackages(folder)).map(({ file }) => file);
  // they ask for other majors of each other's peers
  const quiet = ['--no-audit', '--no-fund', '--legacy-peer-deps', '--silent'];
  run('npm', 'install', ...quiet, ...tarballs, ...FRAMEWORKS, ...RUNNERS);
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'broken');
}

/** Runs each agent, and freezes what it did. */
async function liveRuns(agents) {
  const provider = fork(join(source, 'provider.mjs'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const [url] = await once(provider, 'message');
    for (const agent of agents) {
      const said = run(process.execPath, 'live.mjs', agent, url).trimEnd().split('\n').at(-1);
      const { run_id: id, failure_class: found, output } = JSON.parse(said);
      if (found !== 'missing_artifact_ref' || output !== 'There are 7 left.')
        throw new Error(`${agent} said ${said}`);
      ours('freeze', id);
      console.log(`✓ ${agent}: silent failure frozen`);
    }
  } finally {
    provider.kill();
  }
}
