import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usePackages } from './use-packages.ts';
import { createProject } from './project.ts';
import { runCommand } from './run-command.ts';

const packages = usePackages();

const RIGHT = `
declare const outcome: unknown;
expect(outcome).toHaveVerdict('failed', 'missing_artifact_ref');
expect(outcome).not.toHaveArtifactRef({ kind: 'report', uri: 'reports/*.md' });
expect(outcome).toHaveEvidencePaths(3);
expect(outcome).toHaveTransitioned('order:1', ['queued', 'claimed', 'done']);
expect(outcome).toHaveMutatedOnly([]);
expect(outcome).toHaveBlocked('tcp', 'api.example.com:*');
expect(outcome).toHaveNoMisses();
expect(outcome).toSatisfyContract({ artifacts: { min: 1 } });
expect(outcome).toSatisfyContract(z.object({ total: z.number() }));
expect({ outcome }).toEqual({ outcome: expect.toHaveVerdict('passed') });
expect({ outcome }).toEqual({ outcome: expect.not.toHaveVerdict('failed') });
await expect(Promise.resolve(outcome)).resolves.toHaveVerdict('passed');
`;

/** Each line is wrong, and the compiler must say so: an unused directive is an error. */
const WRONG = `
// @ts-expect-error
expect(outcome).toHaveVerdict('green');
// @ts-expect-error
expect(outcome).toHaveTransitioned('order:1');
// @ts-expect-error
expect(outcome).toSatisfyContract({ artefacts: { min: 1 } });
// @ts-expect-error
expect(outcome).toHaveNoMisses(1);
`;

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
  include: ['*.ts'],
});

test.each([
  {
    name: 'vitest',
    head: `import { expect } from 'vitest';\nimport { z } from 'zod';\nimport '@agent-replay/vitest-plugin';\n`,
  },
  {
    name: 'the-test-with-replay',
    head: `import { expect, test } from '@agent-replay/vitest-plugin/test';\nimport { z } from 'zod';\nvoid test;\n`,
  },
  {
    name: 'jest-globals',
    head: `import { expect } from '@jest/globals';\nimport { z } from 'zod';\nimport '@agent-replay/jest-preset';\n`,
  },
])('the matchers are typed for the expect of $name', async ({ name, head }) => {
  const project = createProject(packages.dir, `types-${name}`, {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': TSCONFIG,
    'right.ts': head + RIGHT,
    'wrong.ts': `${head}declare const outcome: unknown;\n${WRONG}`,
  });
  const tsc = join(packages.dir, 'node_modules/typescript/bin/tsc');
  const { stdout, code } = await runCommand(project.dir, [process.execPath, tsc, '-p', '.']);
  expect(stdout).toBe('');
  expect(code).toBe(0);
});
