import OpenAI from 'openai';

/** A text of a file and what shall stand in its place. */
export interface Edit {
  path: string;
  search: string;
  replace: string;
  why: string;
}

const TEXT = { type: 'string' };
const proposals: OpenAI.Responses.FunctionTool = {
  type: 'function',
  name: 'propose_edits',
  description: 'Propose edits that make the tests pass, each on its own.',
  strict: true,
  parameters: {
    type: 'object',
    required: ['edits'],
    additionalProperties: false,
    properties: {
      edits: {
        type: 'array',
        items: {
          type: 'object',
          required: ['path', 'search', 'replace', 'why'],
          additionalProperties: false,
          properties: { path: TEXT, search: TEXT, replace: TEXT, why: TEXT },
        },
      },
    },
  },
};

/** Asks the model for edits, each of which might mend the issue. */
export async function proposeEdits(issue: string, files: Record<string, string>): Promise<Edit[]> {
  const client = new OpenAI({ apiKey: process.env['OPENAI_API_KEY'] ?? 'no-key-in-replay' });
  const sources = Object.entries(files).map(([path, text]) => `=== ${path}\n${text}`);
  const response = await client.responses.create({
    model: 'gpt-5',
    input: [issue, ...sources].join('\n\n'),
    tools: [proposals],
    tool_choice: 'required',
  });
  const call = response.output.find((item) => item.type === 'function_call');
  if (call === undefined) throw new Error('The model proposed nothing.');
  return (JSON.parse(call.arguments) as { edits: Edit[] }).edits;
}
