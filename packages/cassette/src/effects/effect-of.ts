import type { Effect } from '@agent-replay/contracts';
import { httpEffect } from '../import/http-effect.ts';
import { DEFAULT_EFFECT_RULES } from './default-rules.ts';
import { type EffectRule, fits } from './effect-rule.ts';

/** The request as far as its effect goes. */
export interface EffectRequest {
  method: string;
  url: string;
}

/**
 * What a request may do to the world. The first rule that fits decides: the user's, then the ones
 * that ship (payment providers, identity providers, and endpoints named like them), then the method.
 *
 * @example
 * effectOf({ method: 'POST', url: 'https://api.stripe.com/v1/charges' }); // 'money'
 */
export function effectOf(request: EffectRequest, rules: readonly EffectRule[] = []): Effect {
  const url = URL.parse(request.url);
  const method = request.method.toUpperCase();
  if (url === null) return httpEffect(method, request.url);
  const own = rules.find((rule) => fits(rule, method, url));
  if (own !== undefined) return own.effect === 'telemetry' ? 'none' : own.effect;
  const byMethod = httpEffect(method, request.url);
  // A model provider's endpoint only computes an answer, whatever its path is named like.
  if (byMethod === 'read') return 'read';
  return DEFAULT_EFFECT_RULES.find((rule) => fits(rule, method, url))?.effect ?? byMethod;
}

/** MCP's hints about a tool (specification 2025-06-18, ToolAnnotations). They are hints: destructive unless said otherwise. */
export interface ToolHints {
  readOnlyHint?: boolean | undefined;
  destructiveHint?: boolean | undefined;
}

/** What a tool may do to the world, by its declaration, its hints, and its name. */
export function effectOfTool(name: string, hints: ToolHints = {}, declared?: Effect): Effect {
  if (declared !== undefined) return declared;
  if (hints.readOnlyHint === true && hints.destructiveHint !== true) return 'read';
  return TOOL_NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? 'write';
}

const TOOL_NAMES: readonly (readonly [RegExp, Effect])[] = [
  [
    /(?:^|[_.-])(?:pay|payment|charge|refund|payout|transfer|withdraw|purchase|checkout)(?:$|[_.-])/i,
    'money',
  ],
  [
    /(?:^|[_.-])(?:create|delete|invite|update|remove)[_.-](?:user|account|member|role|api[_-]?key)/i,
    'account',
  ],
  [/(?:^|[_.-])(?:browser|navigate|goto|click|fill|screenshot)(?:$|[_.-])/i, 'browser'],
];
