import { testOf } from '../compiled.ts';

/** Names that hold a telling word and still no secret; as one expression they would take several times as long to compile. */
const HARMLESS = [
  // counts, kinds and policies
  '(?:^|_)(?:max|min|num|n|total|prompt|completion|input|output|cached|cache|reasoning|thinking|audio|text|image|video|tool|used|remaining|available|accepted|rejected|billed|context|budget|usage|count|candidates|thoughts|limit|per)_(?:\\w+_)?tokens?(?:_\\w+)?$',
  '(?:^|_)(?:tokens?|passwords?|secrets?|keys?|cookies?|credentials?|api_keys?|auth|sessions?|pins?|otp)_(?:type|types|count|counts|limit|limits|length|len|size|usage|budget|details|policy|policies|rules?|name|names|label|title|description|desc|hint|help|placeholder|error|errors|message|msg|required|enabled|disabled|valid|invalid|expired|expires|expiry|expires_in|expires_at|expiration|ttl|max_age|created_at|updated_at|changed_at|rotated_at|last_used|last_used_at|status|state|strength|score|min|max|min_length|max_length|format|field|fields|column|arn|version|version_id|endpoint|uri|path|file|filename|location|source|provider|manager|store|helpers?|scheme|method|methods|mode|algorithm|alg|algo|scope|scopes|owner|index|idx|position|id_hint|per_second|per_minute|per_request|bytes|ids|set|prefix|suffix|usage_details|logprobs|logprob|probability|throughput|rate|cost|price|domain|domain_name|same_site|attributes|exists|present|is_set|reset_required|change_required|ref|reference)$(?<!(?:^|_)id_token_hint)',
  '^(?:has|is|needs|requires|use|uses|with|without|supports|allow|allows|show|hide|forgot|reset|change|update|validate|verify|check|get|set|create|generate|rotate|no)_\\w+$(?<!_(?:token|key|password|secret|code|cookie|passphrase))',
  '_per_pass$',
  '^sec_web_?socket_(?:key|accept)$',
  '^application_server_keys?$',
  // tokens of models and of pages
  '(?:^|_)(?:eos|bos|pad|unk|sep|cls|mask|stop|start|end|special|begin|eot|eom|image|audio|video|next|top|first|last|page|next_page|previous_page|prev_page|continuation|next_sync|next_link|pagination|cursor|sampled|forced|suppress|bad_words|draft|speculative|byte|string|word|token|lexer|syntax)_tokens?(?:_ids?)?$',
  '^(?:tokens?|keys?)$(?<!^token$)(?<!^key$)|(?:^|_)tokens$(?<!_(?:access|refresh|auth|session|api|bearer|registration|device)_tokens)(?<!^(?:access|refresh|auth|session|api|bearer|registration|device)_tokens)',
  // keys that name things
  '(?:^|_)(?:public|publishable|primary|foreign|sort|partition|cache|prompt_cache|idempotency|object|s3|bucket|file|group|dedup|deduplication|translation|i18n|l10n|locale|issue|project|hash|range|composite|unique|natural|surrogate|business|candidate|lookup|search|index|map|dict|dictionary|json|yaml|config|setting|settings|property|attribute|metadata|label|tag|column|field|row|record|entity|item|node|query|event|metric|trace|span|log|feature|flag|shortcut|hot|arrow|modifier|press|react|list|data|parent|child|kv|answer|site|lock|cursor|page|order|sorted|storage_key_name|document|state|context|meta|custom_id|slot|ordering|lane|match|registry|type|name|message|conversation|thread|extra|required|optional|left|right|join|merge|fixture|blob|cell)_keys?$(?<!weather_map_keys?)',
  '(?:^|_)key_(?:id|ids|name|names|type|path|code|down|up|press|event|points?|words?|features?|board|frame|frames|space|value|values|ops|usage|spec|size|length|version|arn|vault|ring|ring_id)$',
  '(?:^|_)(?:status|error|country|currency|language|lang|zip|postal|post|exit|response|http|state|area|dial|source|region|reason|product|sku|airline|airport|flight|promo|coupon|discount|color|colour|char|op|result|return|event|grpc|icd|qr|bar|naics|sic|iso|locale|province|branch_name|class|course|dress|unit|type|failure|iata|icao)_codes?$',
  // public halves, fingerprints, file names
  'fingerprint$|^x_?rate_?limit|ratelimit|^(?:token|auth|secret|pass)_?(?:izer|or|ors|ority|ary|age|enger|engers|port_?type|ive)\\b',
  '(?:^|_)(?:client|application|app|tenant|user|account|project|team|org|organization|access_key|key|api_key|public|tracking|measurement)_id$',
  '^(?:authors?|authority|authorized|authenticated|auth_?(?:type|method|mode|url|uri|provider|endpoint|domain|required|enabled|scheme|server|flow|time|user|username))$',
  '^(?:cookie_?(?:consent|policy|banner|name|domain|path)|pass_?(?:rate|ed|es|ing|_count)|passed|passing|compass|bypass|pass_through|passthrough|pass_at_\\w+)$',
  '^(?:token|tokens)_(?:in|out|input|output|prompt|completion|total)$',
  '^(?:openai|anthropic|mcp)?_?session_(?:length|type|name|title|duration|state|count|start|end|started_at|ended_at|info|config|update|created|mode|resumption)$',
].map((source) => testOf(new RegExp(source)));

export const isHarmlessName = (normal: string): boolean => HARMLESS.some((matches) => matches(normal));
