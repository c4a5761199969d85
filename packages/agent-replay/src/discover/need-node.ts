const NEEDED = [22, 20] as const;

/**
 * Refuses a Node that is too old, before something breaks in a way that says nothing.
 *
 * @throws {Error} naming both versions.
 */
export function needNode(name: string, version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  throw new Error(`${name} needs Node ${NEEDED.join('.')} or newer; this is ${version}.`);
}
