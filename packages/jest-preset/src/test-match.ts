/** What Jest takes for tests by itself. */
export const JEST_GLOBS = [
  '**/__tests__/**/*.?([mc])[jt]s?(x)',
  '**/?(*.)+(spec|test).?([mc])[jt]s?(x)',
] as const;

/** The files of fixtures. */
export const FIXTURE_GLOB = '**/*/*/{input,expected,tool_cassettes,notes}.json';
