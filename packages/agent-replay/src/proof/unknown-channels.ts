const LEAD = 'it was captured through unknown channels: ';

/** What a failure was captured through that no tape holds, in the words of a refusal. */
export function unknownChannelsReason(unknown: readonly string[]): string {
  return `${LEAD}${unknown.join(', ')}`;
}

/** The channels that such a refusal names; none when it is another. */
export function channelsIn(reason: string): string[] {
  return reason.startsWith(LEAD) ? reason.slice(LEAD.length).split(', ') : [];
}

/** What to do about them: a rule of the config lets those be on which no verdict depends. */
export function unknownChannelsFix(unknown: readonly string[]): string {
  // To start such a program is one thing, what it says to the network another: no rule lets that out.
  const rules = unknown.filter((channel) => /^(?!spawn:)[a-z]+:/.test(channel));
  const again = 'do it within a tool(), whose answer is recorded, and capture the failure again';
  if (unknown.some((channel) => channel.startsWith('http:')))
    return `withRun and execute of agent-replay record HTTP, @agent-replay/runs alone does not; else ${again}`;
  if (rules.length < unknown.length || rules.length === 0) return again;
  return `${again}; or, for what each replay may use itself, capture it with allow: ${JSON.stringify(rules)} in the config`;
}
