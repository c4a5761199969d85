/** Characters of a hostile text. */
export const SIZE = 200_000;

/** A text of that size of nothing but a unit. */
export const fill = (unit) => unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);

/** The same, with the number of each unit in place of its `#`. */
export const numbered = (unit) => {
  const made = [];
  for (let at = 0, length = 0; length < SIZE; at += 1)
    length += made[made.push(unit.replaceAll('#', String(at))) - 1].length;
  return made.join('').slice(0, SIZE);
};
