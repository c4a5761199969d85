/** What a failure was captured through that no tape holds, in the words of a refusal. */
export function unknownChannelsReason(unknown: readonly string[]): string {
  return `it was captured through unknown channels: ${unknown.join(', ')}`;
}

/** What to do about them: a rule of the config lets those be on which no verdict depends. */
export function unknownChannelsFix(unknown: readonly string[]): string {
  const rules = unknown.filter((channel) => /^[a-z]+:/.test(channel));
  const again = 'capture the failure again through what the tape holds: HTTP, MCP, tool()';
  if (rules.length < unknown.length || rules.length === 0) return again;
  return `${again}; or, for what each replay may use itself, with allow: ${JSON.stringify(rules)} in the config`;
}
