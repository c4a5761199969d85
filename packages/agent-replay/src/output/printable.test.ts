import { expect, test } from 'vitest';
import { failedRun } from '../commands/loop.suite.ts';
import { CONFIG, createProject, agentModule } from '../project.suite.ts';
import { onOneLine, printable } from './printable.ts';

const ESC = '\u001B';

test('spells out what would steer a terminal, colour or turn a line, and leaves words and emoji', () => {
  expect(printable(`${ESC}[2J${ESC}]0;title\u0007 \u009B31m \rover\b \u202Eturned\u200B\uFEFF`)).toBe(
    String.raw`\u001b[2J\u001b]0;title\u0007 \u009b31m \u000dover\u0008 \u202eturned\u200b\ufeff`,
  );
  const plain = 'שלום 👩‍💻 naïve\n\tline';
  expect(printable(plain)).toBe(plain);
  expect(printable(`${ESC}[32m✓`)).toBe(String.raw`\u001b[32m✓`);
  expect(printable('why\n  ::error title=x::forged\n::1 a::b')).toBe(
    'why\n  \\u003a:error title=x::forged\n::1 a::b',
  );
  expect(onOneLine('one\n::error::two\tthree')).toBe(String.raw`one\n::error::two\tthree`);
});

test('what a run is called and says of itself steers no terminal, and writes no line of its own', async () => {
  const name = `${ESC}[2J${ESC}[31m\u202Ename\n::error::forged`;
  const project = createProject({
    ...CONFIG,
    'agent.js': agentModule(`throw new Error(${JSON.stringify(name)});`).replace(
      "name: 'agent'",
      `name: ${JSON.stringify(name)}`,
    ),
    'live.js': `import { agent } from './agent.js';
      await agent.execute({ task_id: ${JSON.stringify(name)}, payload: {} }).catch(() => undefined);`,
  });
  const runId = await failedRun(project);
  for (const args of [['runs'], ['show', runId], ['trace', runId], ['coverage']]) {
    const { stdout, stderr } = await project.run(...args);
    expect(stdout).toContain(String.raw`\u001b[2J\u001b[31m\u202ename\n::error::forged`);
    expect(stdout + stderr).not.toContain(ESC);
    expect(stdout + stderr).not.toMatch(/\u202E|^\s*::error/m);
  }
  // where there are colours, those are ours alone
  const { stdout } = await project.inColour('runs');
  expect(stdout).toContain(`${ESC}[`);
  expect(stdout).toContain(String.raw`\u001b[2J\u001b[31m\u202ename\n::error::forged`);
}, 60_000);
