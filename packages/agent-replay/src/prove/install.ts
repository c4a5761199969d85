import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AgentReplayError } from '@agent-replay/contracts';
import { atSignal } from '../child/at-signal.ts';
import { endWithUs } from '../child/end-with-us.ts';

const run = promisify(execFile);

/** What installs exactly what a lock file says. */
export interface Manager {
  lock: string;
  command: string;
  args: readonly string[];
}

const NPM = ['ci', '--no-audit', '--no-fund', '--prefer-offline'];
const MANAGERS: readonly Manager[] = [
  { lock: 'package-lock.json', command: 'npm', args: NPM },
  { lock: 'npm-shrinkwrap.json', command: 'npm', args: NPM },
  { lock: 'pnpm-lock.yaml', command: 'pnpm', args: ['install', '--frozen-lockfile', '--prefer-offline'] },
  { lock: 'yarn.lock', command: 'yarn', args: ['install', '--frozen-lockfile', '--non-interactive'] },
  { lock: 'bun.lock', command: 'bun', args: ['install', '--frozen-lockfile'] },
  { lock: 'bun.lockb', command: 'bun', args: ['install', '--frozen-lockfile'] },
];

/** The managers that corepack has. */
const COREPACK = new Set(['pnpm', 'yarn']);

/** The manager whose lock file is in a folder. */
export function managerOf(folder: string): Manager | null {
  const found = MANAGERS.find(({ lock }) => existsSync(join(folder, lock))) ?? null;
  if (found?.command !== 'yarn') return found;
  // Yarn from 2 on has other options, and another lock file
  const isModern = /^__metadata:/m.test(readFileSync(join(folder, found.lock), 'utf8'));
  return isModern ? { ...found, args: ['install', '--immutable'] } : found;
}

/**
 * Installs in a folder what its lock file says, with the manager itself or, where it is not on the path, by corepack.
 *
 * @throws {AgentReplayError} `INFRASTRUCTURE` when there is neither, when it fails, or when it leaves no node_modules.
 */
export async function install({ lock, command, args }: Manager, folder: string): Promise<void> {
  try {
    try {
      await ended(command, args, folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || !COREPACK.has(command)) throw error;
      await ended('corepack', [command, ...args], folder);
    }
  } catch (error) {
    throw new AgentReplayError(
      'INFRASTRUCTURE',
      `Failed to install what ${lock} says: ${reasonOf(error, command)}.`,
      {
        lines: [
          ['command', [command, ...args].join(' ')],
          ['fix', `see that "${[command, ...args].join(' ')}" works in a fresh checkout of that ref`],
        ],
        details: { lock, command },
        cause: error,
      },
    );
  }
  if (existsSync(join(folder, '.pnp.cjs')) && !existsSync(join(folder, 'node_modules')))
    throw plugAndPlay(lock);
}

/** Its packages stay in archives, which only a process that was started with Yarn's own resolver can read. */
function plugAndPlay(lock: string): AgentReplayError {
  return new AgentReplayError(
    'INFRASTRUCTURE',
    `Failed to install what ${lock} says: Yarn Plug'n'Play leaves no node_modules for a proof to run on.`,
    {
      lines: [
        ['cause', '.pnp.cjs, where Yarn puts it in place of node_modules'],
        ['fix', 'set "nodeLinker: node-modules" in .yarnrc.yml, in each ref that is to be proven'],
      ],
      details: { lock, linker: 'pnp' },
    },
  );
}

async function ended(command: string, args: readonly string[], cwd: string): Promise<void> {
  const running = run(command, [...args], {
    cwd,
    env: { ...process.env, CI: '1', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0' },
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  const forget = atSignal(() => running.child.kill('SIGKILL'));
  endWithUs(running.child);
  try {
    await running;
  } finally {
    forget();
  }
}

/** Yarn from 2 on has numbers for what it says, 0000 for what is no fault. */
const TELLING = /[Ee]rror|ERR|\bE[A-Z]{4,}\b|\bYN(?!0000)\d{4}\b/;
/** Lines that npm puts before the one that says something, and its warnings, which may name codes of errors. */
const BESIDE =
  /^npm (?:error|ERR!)(?: (?:code|errno|syscall|path|dest|signal|command)\b.*)?\s*$|^npm (?:warn|WARN)\b/;

function reasonOf(error: unknown, command: string): string {
  const { code, stderr = '', stdout = '' } = error as { code?: unknown; stderr?: string; stdout?: string };
  if (code === 'ENOENT') return `${command} is not installed`;
  const said = `${stderr}\n${stdout}`
    .trim()
    .split('\n')
    .filter((line) => !BESIDE.test(line));
  const telling = said.find((line) => TELLING.test(line)) ?? said[0] ?? '';
  return `${command} says "${telling.trim().slice(0, 300)}"`;
}
