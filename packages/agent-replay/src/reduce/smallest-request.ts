import { canonicalJson, type Interaction, type Json } from '@agent-replay/contracts';
import { shrinkJson } from './shrink-json.ts';

/**
 * Leaves out of a recorded request what is not compared with the live one, as `match.ignore` says: messages of a
 * prompt, arguments of a tool. The same interaction where everything is compared, or where it has no JSON.
 */
export async function smallestRequest(
  call: Interaction,
  comparedOf: (call: Interaction) => Json,
): Promise<Interaction> {
  const asked = askedOf(call);
  if (asked === undefined) return call;
  const compared = (each: Interaction): string => canonicalJson(comparedOf(each));
  const wanted = compared(call);
  const having = (each: Json): Interaction => withAsked(call, each);
  let isSmaller = false;
  const smaller = await shrinkJson(
    asked,
    async (each) => {
      const isSame = compared(having(each)) === wanted;
      isSmaller ||= isSame;
      return isSame;
    },
    () => true,
  );
  return isSmaller ? having(smaller) : call;
}

function askedOf({ kind, request }: Interaction): Json | undefined {
  if (kind === 'http')
    return request.body !== undefined && 'json' in request.body ? request.body.json : undefined;
  return kind === 'websocket' ? undefined : request.arguments;
}

function withAsked(call: Interaction, asked: Json): Interaction {
  const request =
    call.kind === 'http' ? { ...call.request, body: { json: asked } } : { ...call.request, arguments: asked };
  return { ...call, request } as Interaction;
}
