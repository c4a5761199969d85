import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRedactor } from '@agent-replay/redaction';
import { findConfig } from '../config/find-config.ts';
import { addToLock, readLock } from '../lock/lock-file.ts';
import type { Detected } from './detect.ts';
import { projectFiles } from './project-files.ts';

const TEMPLATE = fileURLToPath(new URL('../../template', import.meta.url));
const EXAMPLE = 'examples';

export interface WriteProjectOptions {
  found: Detected;
  /** Whether an agent and its fixture are written, to look at and to copy from. */
  example: boolean;
  ci: boolean;
}

/** Writes what a project needs and does not have; returns the paths, relative to the root. */
export async function writeProject(root: string, options: WriteProjectOptions): Promise<string[]> {
  const { found } = options;
  const { file } = findConfig(root);
  // A config of the user's own does not name the example's agent.
  const example = options.example && (file === null || isExampleThere(root));
  const written: string[] = [];
  for (const [path, text] of Object.entries(projectFiles(found, { ...options, example }))) {
    if (path.startsWith('agent-replay.config.') && file !== null) continue;
    if (await writeNew(join(root, path), text)) written.push(path);
  }
  if (example && copyNew('agents/example-agent.mjs', root)) written.push('agents/example-agent.mjs');
  const fixtures = fixturePaths().filter((path) => example || !path.startsWith(`fixtures/${EXAMPLE}/`));
  for (const path of fixtures) if (copyNew(path, root)) written.push(path);
  const known = await readLock(root);
  const names = fixtures.map((path) => path.slice('fixtures/'.length));
  if (names.some((name) => known?.includes(name) !== true)) {
    await addToLock(root, names, createRedactor());
    written.push('agent-replay.lock.json');
  }
  if (await ignoreStore(join(root, '.gitignore'))) written.push('.gitignore');
  return written;
}

function isExampleThere(root: string): boolean {
  return existsSync(join(root, 'agents/example-agent.mjs'));
}

function fixturePaths(): string[] {
  return readdirSync(join(TEMPLATE, 'fixtures')).flatMap((suite) =>
    readdirSync(join(TEMPLATE, 'fixtures', suite)).map((name) => `fixtures/${suite}/${name}`),
  );
}

/** Copies byte for byte: a proof is bound to the bytes. */
function copyNew(path: string, root: string): boolean {
  const to = join(root, path);
  if (existsSync(to)) return false;
  cpSync(join(TEMPLATE, path), to, { recursive: true });
  return true;
}

async function writeNew(file: string, text: string): Promise<boolean> {
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Keeps the store out of Git; a project that ignores nothing yet would commit its dependencies next. */
async function ignoreStore(file: string): Promise<boolean> {
  const known = existsSync(file) ? readFileSync(file, 'utf8') : 'node_modules/\n';
  if (/^\/?\.agent-replay\/?\r?$/m.test(known)) return false;
  await writeFile(file, `${known}${known === '' || known.endsWith('\n') ? '' : '\n'}.agent-replay/\n`);
  return true;
}
