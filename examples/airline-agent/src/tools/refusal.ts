/** What a tool says when it will not do what was asked: an answer to the model, not a failure of the run. */
export class Refusal extends Error {}

/** Looks a key up, and refuses like a Python `KeyError` when it is not there. */
export function lookUp<Table extends object, Key extends keyof Table>(table: Table, key: Key): Table[Key] {
  if (!Object.hasOwn(table, key)) throw new Refusal(`'${String(key)}'`);
  return table[key];
}
