/** What a failure was captured through that no tape holds, in the words of a refusal. */
export function unknownChannelsReason(unknown: readonly string[]): string {
  return `it was captured through unknown channels: ${unknown.join(', ')}`;
}

/** What to do about them: a rule of the config lets those be on which no verdict depends. */
export function unknownChannelsFix(unknown: readonly string[]): string {
  // To start such a program is one thing, what it says to the network another: no rule lets that out.
  const rules = unknown.filter((channel) => /^(?!spawn:)[a-z]+:/.test(channel));
  const again = 'do it within a tool(), whose answer is recorded, and capture the failure again';
  if (rules.length < unknown.length || rules.length === 0) return again;
  return `${again}; or, for what each replay may use itself, with allow: ${JSON.stringify(rules)} in the config`;
}
