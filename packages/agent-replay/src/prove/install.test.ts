import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { install, managerOf } from './install.ts';

/** A folder with a lock file, and programs that write down how they were called, alone on the path. */
function folderWith(lock: string, text: string, programs: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-replay-install-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, lock), text);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, end] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> calls\n${end}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  vi.stubEnv('PATH', `${bin}${delimiter}/bin`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

const installed = async (folder: string): Promise<string> => {
  const manager = managerOf(folder);
  if (manager === null) return 'none';
  await install(manager, folder);
  return readFileSync(join(folder, 'calls'), 'utf8').trim();
};

test.each([
  ['package-lock.json', '{}', 'npm ci --no-audit --no-fund --prefer-offline'],
  ['npm-shrinkwrap.json', '{}', 'npm ci --no-audit --no-fund --prefer-offline'],
  ['pnpm-lock.yaml', "lockfileVersion: '9.0'", 'pnpm install --frozen-lockfile --prefer-offline'],
  ['yarn.lock', '# yarn lockfile v1', 'yarn install --frozen-lockfile --non-interactive'],
  ['yarn.lock', '# by Yarn\n\n__metadata:\n  version: 8\n', 'yarn install --immutable'],
  ['bun.lock', '{}', 'bun install --frozen-lockfile'],
  ['bun.lockb', '', 'bun install --frozen-lockfile'],
])('%s beginning with %j is installed by "%3$s"', async (lock, text, call) => {
  const folder = folderWith(lock, text, { npm: '', pnpm: '', yarn: '', bun: '' });
  expect(await installed(folder)).toBe(call);
});

test('a manager that is not installed is had from corepack', async () => {
  const folder = folderWith('pnpm-lock.yaml', '', { corepack: '' });
  expect(await installed(folder)).toBe('corepack pnpm install --frozen-lockfile --prefer-offline');
});

test('where there is neither, and where it fails, the error says so', async () => {
  const none = folderWith('bun.lock', '', {});
  await expect(installed(none)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to install what bun.lock says: bun is not installed.
      command  bun install --frozen-lockfile
      fix      see that "bun install --frozen-lockfile" works in a fresh checkout of that ref]
  `);
  const failing = folderWith('yarn.lock', '# yarn lockfile v1', {
    yarn: 'echo info >&2; echo "error Your lockfile needs to be updated" >&2; exit 1',
  });
  await expect(installed(failing)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to install what yarn.lock says: yarn says "error Your lockfile needs to be updated".
      command  yarn install --frozen-lockfile --non-interactive
      fix      see that "yarn install --frozen-lockfile --non-interactive" works in a fresh checkout of that ref]
  `);
});

test.each([
  [
    'package-lock.json',
    'npm',
    'npm error code ETARGET\nnpm error notarget No matching version found for a@9.9.9.\nnpm error A complete log of this run',
    'npm error notarget No matching version found for a@9.9.9.',
  ],
  [
    'package-lock.json',
    'npm',
    'npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when they are in sync.',
    'npm error `npm ci` can only install packages when they are in sync.',
  ],
  [
    'package-lock.json',
    'npm',
    'npm warn ERESOLVE overriding peer dependency\nnpm error code EUSAGE\nnpm error Missing: a@1.0.0 from lock file',
    'npm error Missing: a@1.0.0 from lock file',
  ],
  [
    'yarn.lock',
    'yarn',
    '➤ YN0000: · Yarn 4.9.1\n➤ YN0028: │ The lockfile would have been modified by this install.',
    '➤ YN0028: │ The lockfile would have been modified by this install.',
  ],
  [
    'pnpm-lock.yaml',
    'pnpm',
    'Lockfile is up to date, resolution step is skipped\n ENOENT  ENOENT: no such file or directory',
    'ENOENT  ENOENT: no such file or directory',
  ],
])('of what %s’s %s says, the reason is told and no code', async (lock, name, says, told) => {
  const folder = folderWith(lock, '__metadata:\n', { [name]: `echo '${says}'; exit 1` });
  await expect(installed(folder)).rejects.toThrow(`${name} says "${told}"`);
});

test('Plug’n’Play, which leaves no node_modules, is refused by its name', async () => {
  const folder = folderWith('yarn.lock', '__metadata:\n  version: 8\n', { yarn: ': > .pnp.cjs' });
  await expect(installed(folder)).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to install what yarn.lock says: Yarn Plug'n'Play leaves no node_modules for a proof to run on.
      cause  .pnp.cjs, where Yarn puts it in place of node_modules
      fix    set "nodeLinker: node-modules" in .yarnrc.yml, in each ref that is to be proven]
  `);
  const linked = folderWith('yarn.lock', '__metadata:\n  version: 8\n', {
    yarn: ': > .pnp.cjs; /bin/mkdir node_modules',
  });
  expect(await installed(linked)).toBe('yarn install --immutable');
});
