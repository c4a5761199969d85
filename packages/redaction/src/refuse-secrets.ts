import { AgentReplayError } from '@agent-replay/contracts';
import { PLACEHOLDER } from './placeholder.ts';

/**
 * Looks at the final bytes with secretlint, which shares no rule with ours, before they are written.
 *
 * @throws {AgentReplayError} `SECRET_FOUND` naming the place and secretlint's rule
 */
export async function refuseSecrets(path: string, text: string): Promise<void> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const { messages } = await lintSource({
    source: { filePath: path, content: asVariables(text), ext: '', contentType: 'text' },
    options: {
      config: { rules: [{ id: PRESET, rule: creator }] },
      noPhysicFilePath: true,
      maskSecrets: true,
    },
  });
  const [first] = messages;
  if (first === undefined) return;
  const { line, column } = first.loc.start;
  const rule = `${first.ruleId.replace('@secretlint/secretlint-rule-', '')}/${first.messageId}`;
  throw new AgentReplayError('SECRET_FOUND', `Failed to write "${path}": a secret is left after redaction.`, {
    lines: [
      ['at', `line ${line}, column ${column + 1} of what was to be written`],
      ['rule', `secretlint ${rule}`],
      ['fix', 'add its shape to redact.rules or its variable to redact.env'],
    ],
    details: { file: path, line, column: column + 1, rule, places: messages.length },
  });
}

/** Placeholders as what stands for a value in templates, which secretlint takes for no password; as long as before. */
const asVariables = (text: string): string =>
  text.includes('[REDACTED:')
    ? text.replace(PLACEHOLDER, (found) => `{${found.slice(1, -1).replaceAll(':', '_')}}`)
    : text;

const PRESET = '@secretlint/secretlint-rule-preset-recommend';
