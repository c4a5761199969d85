import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakes } from './corpora/fake.suite.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { appendLine, writeByDigest, writeFileAtomic, writeJsonAtomic } from './write.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
/** One that misses everything, so that only the last check is left. */
const blind: Redactor = {
  ...redactor,
  text: (value) => value,
  json: (value) => value,
  bytes: (data) => data,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redaction-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('JSON is written redacted, indented, and in place', async () => {
  const path = join(folder, 'a.json');
  await writeFile(path, 'old');
  await writeJsonAtomic(path, { b: 1, password: 'hunter2' }, { redactor });
  expect(await readFile(path, 'utf8')).toMatch(
    /^\{\n {2}"b": 1,\n {2}"password": "\[REDACTED:password:[0-9a-f]{8}\]"\n\}\n$/,
  );
  expect(await readdir(folder)).toEqual(['a.json']);
});

test('a secret that is left refuses the write and keeps the old file', async () => {
  const path = join(folder, 'a.txt');
  await writeFile(path, 'old');
  const secret = `ghp_${fakes('write').alnum(36)}`;
  const error = await writeFileAtomic(path, `key ${secret}`, { redactor: blind }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'SECRET_FOUND' });
  expect(String(error).replace(folder, '')).toMatchInlineSnapshot(`
    "AgentReplayError: Failed to write "/a.txt": a secret is left after redaction.
      at    line 1, column 5 of what was to be written
      rule  secretlint github/GITHUB_TOKEN
      fix   add its shape to redact.rules or its variable to redact.env"
  `);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('a symbolic link is not followed, nor a folder of links that leads out of the root', async () => {
  await writeFile(join(folder, 'target'), 'old');
  await symlink(join(folder, 'target'), join(folder, 'link'));
  await expect(writeFileAtomic(join(folder, 'link'), 'x', { redactor })).rejects.toMatchObject({
    code: 'FILE_INVALID',
  });
  await expect(appendLine(join(folder, 'link'), 'x', { redactor })).rejects.toMatchObject({
    code: 'FILE_INVALID',
  });
  await mkdir(join(folder, 'root'));
  await symlink(folder, join(folder, 'root', 'out'));
  await expect(
    writeFileAtomic(join(folder, 'root', 'out', 'x'), 'x', { redactor, root: join(folder, 'root') }),
  ).rejects.toMatchObject({ code: 'FILE_INVALID' });
  expect(await readFile(join(folder, 'target'), 'utf8')).toBe('old');
});

test('lines are appended whole, redacted, and only one at a time', async () => {
  const path = join(folder, 'log.jsonl');
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      appendLine(path, JSON.stringify({ index, token: `t${index}x9f8e7d6c5b4` }), { redactor, mode: 0o600 }),
    ),
  );
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(20);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ token: expect.stringMatching(/^\[REDACTED:token:/) });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await expect(appendLine(path, 'a\nb', { redactor })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
});

test('a folder that leads out of its root is refused before anything is read for it or put there', async () => {
  await mkdir(join(folder, 'root'));
  await mkdir(join(folder, 'elsewhere'));
  await symlink(join(folder, 'elsewhere'), join(folder, 'root', 'blobs'), 'junction');
  let isRead = false;
  const reading: Redactor = { ...redactor, parts: (data) => [((isRead = true), data)] };
  const written = writeByDigest(join(folder, 'root', 'blobs'), Buffer.from('x'), {
    redactor: reading,
    root: join(folder, 'root'),
  });
  await expect(written).rejects.toMatchObject({ code: 'FILE_INVALID' });
  expect(isRead).toBe(false);
});

test.each(['postgres://app:%@db.corp/x', 'mysql://root:%@h/db', 'mongodb+srv://u:%@c.example.net/a'])(
  'a connection whose password was taken out is written, as one is: %s',
  async (form) => {
    const password = fakes('connection').alnum(16);
    const connection = form.replace('%', password);
    const json = JSON.stringify({ connection, next: 1 });
    for (const text of [connection, `a: "${connection}"`, json, JSON.stringify({ json })]) {
      const path = join(folder, 'a.txt');
      await writeFileAtomic(path, text, { redactor });
      expect(await readFile(path, 'utf8')).toContain(':[REDACTED:password:');
    }
    // A placeholder of something else stands for no password.
    const user = connection.replace(/\/\/\w+:/, '//[REDACTED:user:0a1b2c3d]:');
    await expect(writeFileAtomic(join(folder, 'b.txt'), user, { redactor: blind })).rejects.toMatchObject({
      code: 'SECRET_FOUND',
    });
  },
);
