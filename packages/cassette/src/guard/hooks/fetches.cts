import type wall = require('../wall.cts');

/** Notes who called `fetch`, since its own stack is gone when it comes to dial; returns its own undo. */
function hookFetch(outer: wall.Wall): () => void {
  const native = globalThis.fetch;
  const noting: typeof fetch = function fetch(input, init) {
    if (outer.policy.mode !== 'off') outer.noteFetch(input);
    return native(input, init);
  };
  globalThis.fetch = noting;
  return () => {
    if (globalThis.fetch === noting) globalThis.fetch = native;
  };
}

export = hookFetch;
