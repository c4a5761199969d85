import type { Headers, HttpResponse } from '@agent-replay/contracts';
import { isNormalUrl } from '../engine/comparable-url.ts';
import { fits } from './effect-rule.ts';
import type { EffectRule } from './effect-rule.ts';

/** The head of a request, as far as it tells whom it is for. */
export interface RequestHead {
  method: string;
  url: string;
  headers: Readonly<Headers> | readonly (readonly [string, string])[];
}

/**
 * True for a request that tells others about the agent and changes nothing of its work: traces, metrics,
 * logs and error reports. When such a request is made depends on timers of its library, and what it says on ids and
 * times; no recording holds it, and in a replay it is answered and goes nowhere. The user's rules decide
 * first; then the endpoints of the usual services do, where nothing but reports is taken.
 */
export function isTelemetry(
  { method, url, headers }: RequestHead,
  rules: readonly EffectRule[] = [],
): boolean {
  const verb = method.toUpperCase();
  const isQuestion = /^(?:GET|HEAD|OPTIONS)$/.test(verb);
  // Nearly every question is for somebody else, and to take its address apart takes longer than all of this.
  if (isQuestion && rules.length === 0 && isNormalUrl(url) && !url.includes(LANGSMITH)) return false;
  const at = URL.parse(url);
  if (at === null) return false;
  const own = rules.find((rule) => fits(rule, verb, at));
  if (own !== undefined) return own.effect === 'telemetry';
  if (isQuestion) return isLangSmithInfo(at);
  if (ANYWHERE.test(at.pathname)) return true;
  if (OTLP.test(at.pathname)) return headers.some(saysOtlp);
  return (BY_DOMAIN.get(domainOf(at.hostname)) ?? []).some(
    ({ host, path }) => host.test(at.hostname) && path.test(at.pathname),
  );
}

/** What a collector says that has taken everything. */
export function acknowledgment({ headers }: Pick<RequestHead, 'headers'>): HttpResponse {
  const isProtobuf = headers.some(([name, value]) => isContentType(name) && PROTOBUF.test(value));
  return isProtobuf
    ? { status: 200, headers: [['content-type', 'application/x-protobuf']] }
    : { status: 200, headers: [['content-type', 'application/json']], body: { json: {} } };
}

/** Of OpenAI, LangSmith, Sentry, Langfuse, Datadog's agent and Loki, each also self-hosted or behind a gateway. */
const ANYWHERE =
  /\/(?:traces\/ingest|runs\/multipart|api\/\d+\/envelope|api\/public\/ingestion|v0\.\d\/(?:traces|stats)|loki\/api\/v1\/push)\/?$/;

/** OpenTelemetry's protocol over HTTP (OTLP 1.x); others have a path of that name, too. */
const OTLP = /\/v1\/(?:traces|metrics|logs)\/?$/;
const PROTOBUF = /^application\/x-protobuf\b/i;

function saysOtlp([name, value]: readonly [string, string]): boolean {
  return (
    (isContentType(name) && PROTOBUF.test(value)) || (/^user-agent$/i.test(name) && /\botlp\b/i.test(value))
  );
}

const isContentType = (name: string): boolean => /^content-type$/i.test(name);

/** Services by the domain of their hosts; what else they offer (prompts, flags, datasets) is an agent's work. */
const BY_DOMAIN = new Map<string, readonly { host: RegExp; path: RegExp }[]>(
  Object.entries({
    'langchain.com': [
      {
        host: /(?:^|\.)smith\.langchain\.com$/,
        path: /\/(?:runs(?:\/batch|\/multipart|\/[\da-f-]{36})?|otel\/.*)$/,
      },
    ],
    'sentry.io': [{ host: /./, path: /^\/api\/\d+\/(?:store|security|minidump)\/?$/ }],
    'posthog.com': [{ host: /./, path: /^\/(?:batch|capture|e|i\/v\d\/e)\/?$/ }],
    'segment.io': [{ host: /^(?:api|events)\./, path: /^\/v1\// }],
    'mixpanel.com': [{ host: /^api/, path: /^\/(?:track|import|engage|groups)/ }],
    'amplitude.com': [{ host: /^api/, path: /^\/(?:2\/httpapi|batch|identify)/ }],
    'honeycomb.io': [{ host: /^api\./, path: /^\/1\/(?:batch|events)\// }],
    'datadoghq.com': [{ host: /(?:intake|trace\.agent|browser)/, path: /./ }],
    'datadoghq.eu': [{ host: /(?:intake|trace\.agent|browser)/, path: /./ }],
    'nr-data.net': [{ host: /./, path: /./ }],
    'newrelic.com': [{ host: /^(?:collector|(?:trace|log|metric|insights-collector)-?api)/, path: /./ }],
    'axiom.co': [{ host: /^api\./, path: /\/ingest$/ }],
    'betterstack.com': [{ host: /^in\./, path: /./ }],
    'betterstackdata.com': [{ host: /./, path: /./ }],
    'braintrust.dev': [{ host: /^api\./, path: /^\/(?:api\/)?logs3/ }],
    'wandb.ai': [{ host: /^trace\./, path: /./ }],
    'agentops.ai': [{ host: /./, path: /./ }],
    'azure.com': [{ host: /\.applicationinsights\.azure\.com$/, path: /\/track$/ }],
    'googleapis.com': [
      { host: /^(?:logging|cloudtrace|telemetry)\./, path: /(?:entries:write|traces:batchWrite|\/traces)$/ },
    ],
  }),
);

const LANGSMITH = 'smith.langchain.com';

/** The only thing that is asked for before reports are sent: what the service takes. */
function isLangSmithInfo({ hostname, pathname }: URL): boolean {
  return (hostname === LANGSMITH || hostname.endsWith(`.${LANGSMITH}`)) && pathname.endsWith('/info');
}

function domainOf(hostname: string): string {
  return hostname.split('.').slice(-2).join('.');
}
