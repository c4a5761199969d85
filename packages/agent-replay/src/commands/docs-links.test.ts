import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readDoc } from './docs.suite.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];

test.each([...pages, ...files.filter((file) => /^packages\/[^/]+\/README\.md$/.test(file))])(
  'every link of %s leads to a file and a heading that there are',
  (page) => {
    const links = [...readDoc(page).matchAll(/\]\((?!\w+:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, path = '', heading]) => {
      const file = path === '' ? join(root, page) : join(root, dirname(page), path);
      return !existsSync(file) || (heading !== undefined && !headingsOf(file).includes(heading));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  },
);

/** As GitHub makes anchors of them. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

test.each(['docs/architecture.md', 'docs/wall.md', 'docs/performance.md'])(
  'every file of ours that %s names is there',
  (page) => {
    const named = [...readDoc(page).matchAll(/`([\w./-]+\.(?:ts|cts|mjs))`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(0);
    const lost = named.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)));
    expect(lost).toEqual([]);
  },
);
