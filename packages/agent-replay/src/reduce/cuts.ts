import { comparedRequest, type MatchOptions } from '@agent-replay/cassette';
import { type FixtureInput, type Interaction, type Json, jsonSha256 } from '@agent-replay/contracts';
import { minimize } from './minimize.ts';
import type { Package } from './package.ts';
import type { Search } from './search.ts';
import { shrinkJson } from './shrink-json.ts';
import { smallestRequest } from './smallest-request.ts';

type State = FixtureInput['state'][number];

/** The cheapest cuts first: what is left out early is not replayed again. */
export async function smallest(whole: Package, search: Search): Promise<Package> {
  await search.fails(whole);
  let found = await withoutUnused(whole, search);
  found = await withSmallerPayload(found, search);
  found = await withFewerStates(found, search);
  found = await withSmallerStates(found, search);
  found = await withFewerCalls(found, search);
  found = await withSmallerAnswers(found, search);
  return withSmallerRequests(found, search);
}

async function withoutUnused(from: Package, search: Search): Promise<Package> {
  const interactions = from.interactions.filter(({ id }) => search.served.has(id));
  const candidate = { ...from, interactions };
  const isSmaller = interactions.length < from.interactions.length;
  return isSmaller && (await search.fails(candidate)) ? candidate : from;
}

async function withSmallerPayload(from: Package, search: Search): Promise<Package> {
  const having = (payload: Json): Package => ({ ...from, payload });
  const fails = (payload: Json) => search.fails(having(payload));
  return withoutUnused(having(await shrinkJson(from.payload, fails, search.mayTest)), search);
}

async function withFewerStates(from: Package, search: Search): Promise<Package> {
  const having = (state: readonly State[]): Package => ({ ...from, state: [...state] });
  return having(await minimize(from.state, (state) => search.fails(having(state)), search.mayTest));
}

async function withSmallerStates(from: Package, search: Search): Promise<Package> {
  let smaller = from;
  for (const [index, { ref, content }] of from.state.entries()) {
    const having = (each: Json): Package => ({
      ...smaller,
      state: smaller.state.with(index, { ref, sha256: jsonSha256(each), content: each }),
    });
    smaller = having(await shrinkJson(content, (each) => search.fails(having(each)), search.mayTest));
  }
  return withoutUnused(smaller, search);
}

async function withFewerCalls(from: Package, search: Search): Promise<Package> {
  const having = (interactions: readonly Interaction[]): Package => ({ ...from, interactions });
  return having(await minimize(from.interactions, (calls) => search.fails(having(calls)), search.mayTest));
}

async function withSmallerAnswers(from: Package, search: Search): Promise<Package> {
  let smaller = from;
  for (const { id } of from.interactions) {
    const index = smaller.interactions.findIndex((each) => each.id === id);
    const call = smaller.interactions[index];
    const answer = call === undefined ? undefined : answerOf(call);
    if (call === undefined || answer === undefined) continue;
    const having = (each: Json): Package => ({
      ...smaller,
      interactions: smaller.interactions.with(index, withAnswer(call, each)),
    });
    smaller = having(await shrinkJson(answer, (each) => search.fails(having(each)), search.mayTest));
    smaller = await withoutUnused(smaller, search);
  }
  return smaller;
}

/** Parts of prompts and of other requests that the tape does not compare, which costs one replay in all. */
async function withSmallerRequests(from: Package, search: Search): Promise<Package> {
  const compared = await comparedRequest(search.config.match as MatchOptions);
  const interactions = await Promise.all(from.interactions.map((call) => smallestRequest(call, compared)));
  const candidate = { ...from, interactions };
  const isSmaller = interactions.some((call, index) => call !== from.interactions[index]);
  return isSmaller && (await search.fails(candidate)) ? candidate : from;
}

/** The JSON that a call was answered with, where it has parts. */
function answerOf({ response }: Interaction): Json | undefined {
  if (response === undefined) return undefined;
  if ('result' in response) return response.result;
  const body = 'body' in response ? response.body : undefined;
  return typeof body === 'object' && 'json' in body ? body.json : undefined;
}

function withAnswer(call: Interaction, answer: Json): Interaction {
  const { response } = call;
  if (response === undefined) return call;
  const smaller =
    'result' in response ? { ...response, result: answer } : { ...response, body: { json: answer } };
  return { ...call, response: smaller } as Interaction;
}
