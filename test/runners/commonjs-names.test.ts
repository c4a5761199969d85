import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from './project.ts';
import { runCommand } from './run-command.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

/** Prints what a package exports, and what of it ES modules can import by name from a CommonJS file. */
const SHOW = `
import { createRequire } from 'node:module';
const [name, file] = process.argv.slice(2);
globalThis[Symbol.for('agent-replay.jest')] = { load: createRequire(import.meta.url) };
const shown = Object.keys(await import(file)).filter((key) => key !== 'default' && key !== 'module.exports');
console.log(JSON.stringify({ shown, exported: Object.keys(await import(name)) }));
`;

test.each([
  { name: 'agent-replay', facade: 'agent-replay' },
  { name: '@agent-replay/cassette', facade: 'cassette' },
  { name: '@agent-replay/contracts', facade: 'contracts' },
  { name: '@agent-replay/runs', facade: 'runs' },
])("ES modules in Jest's sandbox import all of $name by name", async ({ name, facade }) => {
  const project = createProject(packages.dir, `names-${facade}`, { 'show.mjs': SHOW });
  const bundle = join(packages.dir, 'node_modules/@agent-replay/jest-preset/dist/bundle');
  const file = join(bundle, `facade/${facade}.cjs`);
  const { stdout } = await runCommand(project.dir, [process.execPath, 'show.mjs', name, file]);
  const { shown, exported } = JSON.parse(stdout) as { shown: string[]; exported: string[] };
  expect(shown).toEqual(exported);
});

test('TypeScript in CommonJS imports each of our names as a value', async () => {
  const names = Object.keys(await import('agent-replay')).join(', ');
  const compilerOptions = {
    module: 'node16',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: 'es2023',
    types: ['node'],
  };
  const project = createProject(packages.dir, 'names-types', {
    'package.json': '{ "type": "commonjs" }',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
    'use.ts': `import { ${names} } from 'agent-replay';\nconsole.log(${names});\n`,
  });
  const tsc = join(packages.dir, 'node_modules/typescript/bin/tsc');
  const { stdout } = await runCommand(project.dir, [process.execPath, tsc, '-p', '.']);
  expect(stdout).toBe('');
});
