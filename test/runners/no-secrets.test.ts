import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { runCommand } from './run-command.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

/** In parts, so that no scanner of repositories takes them for real ones. */
const TOKEN = ['ghp', 'R7tQ2mXw9KpL4vNz8BcD1fGh3JkM5nPq6RsT'].join('_');
const KEY = [
  'sk',
  'ant',
  'api03',
  'Zx8Kp2Lm9Qw4Er7Ty1Ui5Op3As6Df0Gh2Jk8Lz4Xc7Vb1Nm5Qw9Er3Ty6Ui0Op2As8DfAA',
].join('-');
const PHRASE = 'Gr4nit-Falke_77!x';
const ENCODED = Buffer.from(`key=${KEY}`).toString('base64');

const AGENT = `import { defineAgent } from 'agent-replay';
const token = ['ghp', '${TOKEN.slice(4)}'].join('_');
export const agent = defineAgent({
  name: 'clerk',
  async run(payload) {
    if (payload.ask) {
      const body = JSON.stringify({ b64: payload.ask, note: token });
      await fetch('https://api.example.com/vault', { method: 'POST', body, headers: { 'content-type': 'application/json' } }).catch(() => null);
    }
    throw new Error('auth failed for ' + token + ' with ' + process.env.ACME_PHRASE);
  },
});
`;

/** As each way to replay prints what an agent said when it failed. */
const ways = {
  command: ['agent-replay/bin/agent-replay.mjs', '--fixture', 'fixtures/*/*'],
  'command with --json': ['agent-replay/bin/agent-replay.mjs', '--fixture', 'fixtures/*/*', '--json'],
  Vitest: ['vitest/vitest.mjs', 'run'],
  Jest: ['jest/bin/jest.js'],
};

test.each(Object.entries(ways))('%s prints no secret of an agent', async (name, [bin = '', ...args]) => {
  const project = packages.project(`no-secrets-${name.replaceAll(/\W/g, '')}`, {
    'src/clerk.js': AGENT,
    'agent-replay.config.mjs':
      "export default { agents: { clerk: './src/clerk.js#agent' }, redact: { env: ['ACME_*'] } };\n",
    ...fixtureFiles({ id: 'throws', payload: {} }),
    ...fixtureFiles({
      id: 'misses',
      payload: { ask: ENCODED },
      interactions: [
        {
          id: 'http-1',
          lane: 'POST https://api.example.com/vault',
          kind: 'http',
          effect: 'read',
          request: {
            method: 'POST',
            url: 'https://api.example.com/vault',
            headers: [['content-type', 'application/json']],
            body: { json: { b64: 'b3RoZXI=', note: 'other' } },
          },
          response: { status: 200, headers: [] },
        },
      ],
    }),
  });
  const { stdout, stderr } = await runCommand(
    project.dir,
    [process.execPath, `${packages.dir}/node_modules/${bin}`, ...args],
    { ACME_PHRASE: PHRASE, NODE_OPTIONS: name === 'Jest' ? '--experimental-vm-modules' : '' },
  );
  const said = stdout + stderr;
  expect(said).toContain('auth failed for [REDACTED:');
  expect(said).toContain('body-diff');
  for (const secret of [TOKEN, KEY, PHRASE, ENCODED]) expect(said).not.toContain(secret);
});
