/** What a tool says when it will not do what was asked: an answer to the model, not a failure of the run. */
export class Refusal extends Error {}

/** Looks a key up, and refuses like a Python `KeyError` when it is not there. */
export function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value {
  if (!Object.hasOwn(table, key)) throw new Refusal(`'${key}'`);
  return table[key];
}
