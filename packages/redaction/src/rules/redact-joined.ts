import type { Scan } from './rule.ts';

/** Redacts texts that continue one another, and gives them back cut where they were cut. */
export function redactJoined(values: readonly string[], scan: Pick<Scan, 'edits' | 'placeholder'>): string[] {
  const whole = values.join('');
  const edits = scan.edits(whole).map((edit) => ({
    ...edit,
    text: edit.text ?? scan.placeholder(edit.kind, whole.slice(edit.start, edit.end)),
  }));
  let next = 0;
  let from = 0;
  return values.map((value) => {
    const to = from + value.length;
    let out = '';
    let at = from;
    for (let edit = edits[next]; edit !== undefined && edit.start < to; edit = edits[next]) {
      if (edit.start >= from) out += whole.slice(at, edit.start) + edit.text;
      at = Math.min(edit.end, to);
      if (edit.end > to) break;
      next += 1;
    }
    from = to;
    return out + whole.slice(at, to);
  });
}
