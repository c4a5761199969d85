import { fromPointer } from '../pointer.ts';
import { scanJson } from './scan-json.ts';

/** A 1-based place in a text; columns count UTF-16 units, as editors do. */
export interface Position {
  line: number;
  column: number;
}

/**
 * Where in a JSON text a JSON Pointer leads: to the key of a member, to an item of a list, to the
 * start of the whole. When there is no such place, to the nearest one above it.
 */
export function locate(text: string, pointer: string): Position {
  const keys = fromPointer(pointer);
  let found = Math.max(0, text.search(/[^\t\n\r ]/));
  let depth = 0;
  if (keys.length > 0) {
    scanJson(text, {
      onPlace: (path, offset) => {
        if (path.length !== depth + 1 || String(path.at(-1)) !== keys[depth]) return false;
        if (!path.every((key, index) => String(key) === keys[index])) return false;
        found = offset;
        depth += 1;
        return depth === keys.length;
      },
    });
  }
  return positionAt(text, found);
}

/** The line and column of an offset in UTF-16 units. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}
