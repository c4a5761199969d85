import type Anthropic from '@anthropic-ai/sdk';
import { type AgentContext, tool } from 'agent-replay';

export type ToolName = 'get_user_country' | 'web_search';

/** What the model is told of each tool. `web_search` runs at the provider. */
export const toolSchemas: Record<ToolName, Anthropic.Beta.BetaToolUnion> = {
  get_user_country: {
    name: 'get_user_country',
    description: '',
    input_schema: { type: 'object', properties: {}, additionalProperties: false },
  },
  web_search: {
    name: 'web_search',
    type: 'web_search_20250305',
    allowed_domains: null,
    blocked_domains: null,
    max_uses: null,
    user_location: null,
  },
};

const getUserCountry = tool('get_user_country', async (profile: { country: string }) => profile.country, {
  effect: 'read',
});

/** Runs a tool that the model asked for. */
export async function runTool(name: string, context: AgentContext): Promise<string> {
  if (name === 'get_user_country')
    return getUserCountry(context.state('user:profile') as { country: string });
  throw new Error(`The model asked for an unknown tool: ${name}`);
}
