import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const bench = fileURLToPath(new URL('../../../../bench/kills.mjs', import.meta.url));

it('loses nothing that was acknowledged when writers are killed at random, and closes what they left', async () => {
  const child = spawn(process.execPath, ['--conditions=@agent-replay/source', bench, '8', 'sqlite'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const [, kills, started, , , lost, integrity, abandoned, left] = (printed.trim().split('\n').at(-1) ?? '')
    .split('|')
    .slice(1)
    .map((cell) => cell.trim());
  expect({ kills, lost, integrity, left }).toEqual({ kills: '8', lost: '0', integrity: 'ok', left: '0' });
  expect(Number(started)).toBeGreaterThan(4);
  expect(abandoned).toMatch(/^\d+ in \d+ ms$/);
  expect(code).toBe(0);
}, 240_000);
