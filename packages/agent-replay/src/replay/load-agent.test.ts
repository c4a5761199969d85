import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { loadAgent } from './load-agent.ts';

test('what a compiler says of an agent is told without its colours', async () => {
  const config = { ...(await loadConfig(import.meta.dirname)), agents: { clerk: './clerk.ts' } };
  const coloured = new Error('\u001B[96mclerk.ts\u001B[0m:4 - \u001B[91merror\u001B[0m TS5097');
  const loaded = loadAgent('clerk', config, () => Promise.reject(coloured));
  await expect(loaded).rejects.toThrow('cause   Error: clerk.ts:4 - error TS5097\n');
});

test('a name that is neither a file nor a package is told with what Node says of it', async () => {
  const config = { ...(await loadConfig(import.meta.dirname)), agents: { clerk: '@acme/gone/part#clerk' } };
  const message = await loadAgent('clerk', config).then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message.replaceAll(config.root, '<root>').replaceAll('\\', '/')).toMatchInlineSnapshot(`
    "Failed to load the agent "clerk": "@acme/gone/part#clerk" is neither a file nor a package.
      config  <root>
      cause   Cannot find package '@acme/gone' imported from <root>/agent-replay.config.ts
      fix     install the package, name what it exports, or begin the path of a file with "./""
  `);
});
