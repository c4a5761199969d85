import { fixtureFiles } from './fixture-files.ts';

/** An agent as a user writes it: leaves a report when it is told to, with the help of another module. */
const CLERK = `defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  async run(payload, context) {
    const decision = await decide(payload);
    if (decision === null) return { done: true };
    await mkdir(join(context.workspace, 'out'), { recursive: true });
    await writeFile(join(context.workspace, 'out/report.md'), decision);
    await context.recordArtifact({ kind: 'report', uri: 'out/report.md' });
    return { done: true };
  },
})`;

const IMPORTS = {
  '{ mkdir, writeFile }': 'node:fs/promises',
  '{ join }': 'node:path',
  '{ defineAgent }': 'agent-replay',
  '{ decide }': './decide.js',
};

const DECIDE = `async function decide(payload) {
  if (payload.do === 'nothing') return null;
  if (payload.do === 'fetch') return (await fetch('https://api.example.com/orders/' + payload.order)).text();
  if (payload.do === 'swallow') {
    try {
      await fetch('https://api.example.com/unrecorded');
    } catch {}
    return 'all fine';
  }
  if (payload.do === 'abort') process.abort();
  if (payload.do === 'loop') for (;;);
  return 'decided';
}
`;

export interface UserProjectOptions {
  /** How the project's own modules are written. */
  modules: 'esm' | 'cjs';
}

/** A user's project: config, agent, and four fixtures of which two pass. */
export function userProject({ modules }: UserProjectOptions): Record<string, string> {
  return {
    'package.json': JSON.stringify({
      private: true,
      ...(modules === 'esm' ? { type: 'module' } : {}),
      jest: { preset: '@agent-replay/jest-preset' },
    }),
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/clerk.js#agent' } };\n",
    'vitest.config.mjs':
      "import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n",
    'src/clerk.js': SOURCES[modules].clerk,
    'src/decide.js': SOURCES[modules].decide,
    ...fixtureFiles({ id: 'left_report', payload: { do: 'report' } }),
    ...fixtureFiles({ id: 'left_nothing', payload: { do: 'nothing' }, tier: 'critical' }),
    ...fixtureFiles({
      suite: 'orders',
      id: 'read_order',
      payload: { do: 'fetch', order: 7 },
      interactions: [
        {
          id: 'http-1',
          lane: 'GET https://api.example.com/orders/7',
          kind: 'http',
          effect: 'read',
          request: { method: 'GET', url: 'https://api.example.com/orders/7', headers: [] },
          response: { status: 200, headers: [['content-type', 'text/plain']], body: { text: 'order 7' } },
        },
      ],
    }),
    ...fixtureFiles({ suite: 'orders', id: 'swallowed_miss', payload: { do: 'swallow' } }),
  };
}

function imports(statement: (names: string, from: string) => string): string {
  return Object.entries(IMPORTS)
    .map(([names, from]) => `${statement(names, from)}\n`)
    .join('');
}

const SOURCES = {
  esm: {
    clerk: `${imports((names, from) => `import ${names} from '${from}';`)}\nexport const agent = ${CLERK};\n`,
    decide: `export ${DECIDE}`,
  },
  cjs: {
    clerk: `${imports((names, from) => `const ${names} = require('${from}');`)}\nexports.agent = ${CLERK};\n`,
    decide: `${DECIDE}\nexports.decide = decide;\n`,
  },
};

/** What becomes of its fixtures: what passes without proof is neither red nor green. */
export const fixtureTests: Record<string, string> = {
  'orders read_order': 'skipped',
  'orders swallowed_miss': 'failed',
  'payments left_nothing': 'failed',
  'payments left_report': 'skipped',
};
