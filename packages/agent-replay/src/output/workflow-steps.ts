const INSTALL = {
  npm: 'npm ci',
  pnpm: 'corepack enable && pnpm install --frozen-lockfile',
  yarn: 'corepack enable && yarn install --immutable',
  bun: 'npm install --global bun && bun install --frozen-lockfile',
} as const;

export type PackageManager = keyof typeof INSTALL;

/** The first steps of a job on GitHub, indented as steps: the project, Node, and what is installed. */
export function setUpSteps(packageManager: PackageManager): string {
  return `      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: ${INSTALL[packageManager]}`;
}

/** What lets all steps of a workflow run in a folder of the repository; nothing for its top. */
export function workingDirectory(folder: string): string {
  return folder === '' ? '' : `defaults:\n  run:\n    working-directory: ${JSON.stringify(folder)}\n`;
}
