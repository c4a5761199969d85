const NEEDED = [22, 20] as const;

/**
 * Refuses a Node that is too old, and one whose files Yarn answers for, before something breaks in a way that
 * says nothing.
 *
 * @throws {Error} naming both versions, or the setting.
 */
export function needNode(name: string, { node, pnp }: Versions = process.versions): void {
  if (pnp !== undefined)
    throw new Error(
      `${name} does not run under Yarn's Plug'n'Play, which answers for the file system: set "nodeLinker: node-modules" in .yarnrc.yml.`,
    );
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  throw new Error(`${name} needs Node ${NEEDED.join('.')} or newer; this is ${node}.`);
}

interface Versions {
  node: string;
  /** Set by Yarn's Plug'n'Play. */
  pnp?: string | undefined;
}
