import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { AgentReplayError } from '@agent-replay/contracts';

/** What the suite tries that does not come with Node, as npm installs it. */
const CLIENTS: readonly string[] = [
  '@grpc/grpc-js@1',
  'axios@1',
  'eventsource@4',
  'got@15',
  'ky@2',
  'msw@3',
  'nock@15',
  'node-fetch@3',
  'playwright-core@1',
  'puppeteer-core@25',
  'undici7@npm:undici@7',
  'undici@8',
  'ws@8',
];

/**
 * Installs the clients that the suite knows into a temporary folder whose path begins so, with npm, without running any
 * of their scripts.
 *
 * @throws {AgentReplayError} `INFRASTRUCTURE` when npm cannot.
 */
export async function installClients(
  prefix: string,
): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await fs.mkdtemp(prefix);
  const remove = () => fs.rm(folder, { recursive: true, force: true });
  await fs.writeFile(path.join(folder, 'package.json'), '{"name":"probe-clients","private":true}\n');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn('npm', ['install', ...options, ...CLIENTS], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve).on('error', () => resolve(null));
  });
  const trouble = (await child.stderr.setEncoding('utf8').toArray()).join('').trim();
  if ((await ended) === 0) return { folder, remove };
  await remove();
  throw new AgentReplayError(
    'INFRASTRUCTURE',
    'Failed to install the clients that are probed: npm could not.',
    {
      lines: [
        ['npm', trouble.split('\n', 1)[0] || 'did not start'],
        ['fix', `install them into the project yourself: npm install -D ${CLIENTS.join(' ')}`],
      ],
    },
  );
}
