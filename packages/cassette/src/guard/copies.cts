import type policies = require('./policy.cts');

type Policy = policies.GuardPolicy;

/** Of the program's realm; the guard has a `JSON` of its own. */
const { parse } = globalThis.JSON;

/** A copy that is of the program's own realm. */
function share<T>(value: T): T {
  return parse(JSON.stringify(value)) as T;
}

/** The policy in the program's realm, and what it is a copy of: it is asked for several times of each fixture. */
const shared = new WeakMap<Policy, Policy>();

function sharePolicy(of: Policy): Policy {
  const known = shared.get(of) ?? frozen(share(of));
  shared.set(of, known);
  return known;
}

function frozen(copy: Policy): Policy {
  Object.freeze(copy.allow);
  Object.freeze(copy.protect);
  return Object.freeze(copy);
}

/** A copy that is the guard's own, of what a program gave. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The same of a policy, which each fixture brings: field by field, in a fraction of the time. */
function plainPolicy<Asked extends Partial<Policy> | { workspace: string | undefined }>(asked: Asked): Asked {
  const own = { __proto__: null, ...asked } as { allow?: unknown; protect?: unknown } & Asked;
  return Object.assign(own, { allow: plainList(own.allow), protect: plainList(own.protect) });
}

/** By its places: the iterator of a program's array is the program's. */
function plainList(given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  const own: unknown[] = [];
  for (let at = 0; at < given.length; at += 1) own.push(given[at]);
  return own;
}

/** What crosses between the guard's realm and the program's does so as a copy: neither holds an object of the other. */
const copies = { plain, plainPolicy, share, sharePolicy };
export = copies;
