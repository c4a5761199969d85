import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { outsideFailure } from './outside-failure.ts';

test('a full database is told without a stack, with what to do', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('create table t (x); pragma max_page_count = 2');
  const error = thrownBy(() => database.exec('insert into t values (zeroblob(100000))'));
  expect(outsideFailure(error)).toBe(
    'Failed to use the store: database or disk is full.\n  fix  make room on the disk',
  );
});

test('a database that only reads is told so, and one with another fault names the doctor', () => {
  const path = join(folder(), 'a.db');
  new DatabaseSync(path).exec('create table t (x)');
  const reader = new DatabaseSync(path, { readOnly: true });
  expect(outsideFailure(thrownBy(() => reader.exec('insert into t values (1)')))).toBe(
    'Failed to use the store: attempt to write a readonly database.\n  fix  let this user write to the file and its folder',
  );
  expect(outsideFailure(thrownBy(() => reader.exec('select y from t')))).toBe(
    'Failed to use the store: no such column: y.\n  fix  see how it is: agent-replay doctor',
  );
});

test('what the system refuses is told by its call, also where no advice is at hand for its code', () => {
  const place = join(folder(), 'none', 'here');
  expect(outsideFailure(thrownBy(() => mkdirSync(place)))).toBe(
    `Failed to mkdir: ENOENT: no such file or directory, mkdir '${place}'.\n  fix  see that what it names is there, and that this user may use it`,
  );
  const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
  expect(outsideFailure(full)).toBe('Failed to write: ENOSPC: no space left.\n  fix  make room on the disk');
});

test('what PostgreSQL says is told as it is', () => {
  const error = Object.assign(new Error('terminating connection'), { code: '57P01', severity: 'FATAL' });
  expect(outsideFailure(error)).toBe(
    'Failed to use the store: terminating connection.\n  fix  see how it is: agent-replay doctor',
  );
});

test('an error of code keeps its stack', () => {
  expect(outsideFailure(new TypeError('x is not a function'))).toBeNull();
  expect(outsideFailure(thrownBy(() => new URL('x')))).toBeNull();
  expect(outsideFailure('text')).toBeNull();
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'outside-failure-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
