import { onOneLine } from './printable.ts';
import { width } from './styled.ts';

/** Lays rows out in columns, two spaces apart; colours do not count as width. */
export function table(cells: readonly (readonly string[])[]): string[] {
  const rows = cells.map((row) => row.map(onOneLine));
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, width(cell));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] as number) - width(cell)),
      )
      .join('  ')
      .trimEnd(),
  );
}
