import { expect, test } from 'vitest';
import { undoList } from './undo-list.ts';

test('undoes the last first and each, whatever one of them throws, and says what the first threw', async () => {
  const done: string[] = [];
  const failing = (name: string) => () => {
    done.push(name);
    throw new Error(name);
  };
  const undo = undoList();
  undo.add(() => void done.push('first'), failing('second'));
  undo.add(failing('third'));
  await expect(undo.all()).rejects.toThrow('third');
  expect(done).toEqual(['third', 'second', 'first']);
  await undo.all();
  expect(done).toHaveLength(3);
});
