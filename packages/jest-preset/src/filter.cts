/** Jest's `filter`. Jest takes it by `require`; what it does is in an ES module. */
async function filter(paths: readonly string[]): Promise<{ filtered: unknown[] }> {
  const { chooseTests } = await import('./choose-tests.js');
  // Jest 30 wants paths and Jest 29 objects; each passes over what is meant for the other.
  return { filtered: (await chooseTests(paths)).flatMap((test) => [test, { test }]) };
}

export = filter;
