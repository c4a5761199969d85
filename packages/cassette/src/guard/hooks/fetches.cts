import type wall = require('../wall.cts');

/** Notes who called `fetch`, since its own stack is gone when it comes to dial. */
function hookFetch(outer: wall.Wall): void {
  const native = globalThis.fetch;
  globalThis.fetch = function fetch(input, init) {
    if (outer.policy.mode !== 'off') outer.noteFetch(input);
    return native(input, init);
  };
}

export = hookFetch;
