import { normalName } from './normal-name.ts';

/**
 * How much a name says about its value. `secret`: whatever it is, it goes. `likely`: it goes when it
 * looks made by a machine. `maybe`: it goes when it is long and random and no common identifier.
 */
type Strength = 'secret' | 'likely' | 'maybe';

/** What is known about names of keys, headers and parameters. */
export interface Names {
  strength(name: string): Strength | undefined;
  /** True for the name of an object whose values are secrets, whatever their keys: `credentials`. */
  holdsSecrets(name: string): boolean;
  isOpenHeader(name: string): boolean;
  isOpenQuery(name: string): boolean;
}

export interface NamesOptions {
  keys?: readonly string[] | undefined;
  allow_headers?: readonly string[] | undefined;
  allow_query?: readonly string[] | undefined;
}

/** Makes the knowledge about names, with a project's own added. */
export function createNames(options: NamesOptions = {}): Names {
  const keys = normalSet(options.keys);
  const openHeaders = normalSet(options.allow_headers);
  const openQuery = normalSet(options.allow_query);
  const known = new Map<string, Strength | undefined>();
  const strength = (name: string): Strength | undefined => {
    if (known.has(name)) return known.get(name);
    const normal = normalName(name);
    const found = keys.has(normal) ? 'secret' : strengthOf(normal);
    if (known.size > 20_000) known.clear();
    known.set(name, found);
    return found;
  };
  const containers = new Map<string, boolean>();
  const holdsSecrets = (name: string): boolean => {
    const seen = containers.get(name);
    if (seen !== undefined) return seen;
    const found = CONTAINER.test(normalName(name));
    if (containers.size > 20_000) containers.clear();
    containers.set(name, found);
    return found;
  };
  return {
    strength,
    holdsSecrets,
    isOpenHeader(name) {
      const normal = normalName(name);
      if (openHeaders.has(normal)) return true;
      if (keys.has(normal) || CLOSED_HEADER.test(normal)) return false;
      return OPEN_HEADER.test(normal) || (OPEN_ENDING.test(normal) && strengthOf(normal) === undefined);
    },
    isOpenQuery(name) {
      const normal = normalName(name);
      if (openQuery.has(normal)) return true;
      if (keys.has(normal) || CLOSED_QUERY.test(normal)) return false;
      return OPEN_QUERY.test(normal) || (OPEN_ENDING.test(normal) && strengthOf(normal) === undefined);
    },
  };
}

function normalSet(names: readonly string[] = []): Set<string> {
  return new Set(names.map(normalName));
}

function strengthOf(normal: string): Strength | undefined {
  if (normal.length < 2 || HARMLESS.test(normal)) return undefined;
  if (SECRET.test(normal) || SECRET_ENDING.test(normal)) return 'secret';
  if (LIKELY.test(normal)) return 'likely';
  return MAYBE.test(normal) ? 'maybe' : undefined;
}

const any = (...parts: string[]): string => `(?:${parts.join('|')})`;

/** What may follow a telling noun without making it harmless. */
const TAIL =
  '(?:_?(?:value|val|hash|digest|plain|plaintext|text|raw|string|str|b64|base64|hex|enc|encoded|encrypted|new|old|current|confirm|confirmation|again|repeat|verify|prod|production|dev|staging|test|live|primary|secondary|default|root|admin|v?\\d{1,3}))?';

const SECRET = new RegExp(
  `(?:^|_)${any(
    'pass',
    'pass_?w(?:or)?ds?',
    'pass_?phrases?',
    'pass_?codes?',
    'pwds?',
    'pw',
    'passw',
    'pswd',
    'passwort',
    'kennwort',
    'contrasena',
    'contraseña',
    'senha',
    'mot_de_passe',
    'wachtwoord',
    'пароль',
    '密码',
    '密碼',
    'パスワード',
    '비밀번호',
    'palavra_passe',
    'has[łl]o',
    'heslo',
    'parola',
    'jelsz[óo]',
    'l[öo]senord',
    'adgangskode',
    'passord',
    'salasana',
    'şifre',
    'mật_khẩu',
    '(?:unseal|setup|unlock|manual_entry|two_factor|authenticator)_keys?',
    'secret_key_base',
    'geheimnis',
    '(?:recovery|backup)_?keys?',
    'secrets?',
    'secret_(?:key|token|access_key|id|string|data|binary)s?',
    'shared_secret',
    'api_?keys?',
    'api_?tokens?',
    'api_?secrets?',
    'app_?keys?',
    'app_?secrets?',
    'api_auth',
    'apikeyauth',
    '(?:access|account|admin|app|application|auth|authentication|authorization|client|consumer|crypto|decryption|deploy|deployment|developer|dev|encryption|enc|encrypt|function|hmac|host|ingest|integration|jwt|license|licence|machine|management|master|operator|org|organization|partner|private|priv|production|prod|query_api|restricted|root|secret|security|server|service|service_role|shared|shared_access|sign|signing|signature|ssh|stream|storage|storage_account|subscription|symmetric|sync|system|team|tenant_api|transit|unseal|user_api|webhook|wallet|write|zone)_?keys?',
    '(?:access|refresh|auth|authentication|authorization|bearer|session|security|csrf|xsrf|id|identity|oauth|oauth2|bot|user|api|app|application|app_level|account|admin|agent|personal_access|private|deploy|device|registration|runner|reset|password_reset|verification|verify|confirmation|invite|invitation|magic|magic_link|login|signin|one_time|sso|saml|jwt|client|service|service_account|web_identity|webhook|push|fcm|apns|job|build|upload|publish|npm|pypi|github|gitlab|slack|vault|root|consul|join|cluster|node|secret|temp|temporary|sas|impersonation|subject|actor|exchange|logout|remember|remember_me|unsubscribe|share|sharing|download|delete|delegation|assertion)_?tokens?',
    '(?:proxy_)?authorization',
    'honeycomb_team',
    '(?:set_)?cookies?2?',
    'credentials?',
    'creds?',
    'connection_?strings?',
    'conn_?str(?:ing)?',
    'dsn',
    'private_?pem',
    'pem_?key',
    'keystore_?pass',
    'db_?pass',
    'dbpasswd',
    'user_?pass',
    'userpass',
    'basic_?auth',
    'auth_?pass',
    'authinfo',
    'http_?auth',
    'session_?keys?',
    'session_?cookie',
    'jsessionid',
    'phpsessid',
    'asp_net_session_id',
    'connect_sid',
    'sid_token',
    'otp',
    'totp',
    'hotp',
    'otp_?(?:code|secret|seed|token)',
    'totp_?(?:code|secret|seed)',
    'mfa_?(?:code|secret|token|serial)',
    '(?:2fa|two_factor|tfa)_?(?:code|secret|token)',
    'one_?time_?(?:code|password|pin)',
    '(?:verification|auth|authorization|login|signin|sms|email|confirmation|security|access|backup|recovery|reset|invite|activation|pairing|device|user)_?codes?',
    'pin',
    'pin_?(?:code|number|no)',
    'puk',
    'cvv2?',
    'cvc2?',
    'csc',
    'cav2',
    'ssn',
    'social_?security(?:_?(?:number|no))?',
    'national_?(?:id|insurance)(?:_?(?:number|no))?',
    'passport(?:_?(?:number|no|num))?',
    'driver_?s?_?licen[sc]e(?:_?(?:number|no))?',
    'tax_?id(?:_?(?:number|no))?',
    'tin',
    'itin',
    'nino',
    'bank_?account(?:_?(?:number|no))?',
    'account_?(?:number|no)',
    'card_?(?:number|no|num)',
    'credit_?card(?:_?(?:number|no|num))?',
    'cc_?(?:number|num|no)',
    'iban',
    '(?:phone|mobile|cell|cellphone|telephone|fax|msisdn|whatsapp)(?:_?(?:number|num|no|nr))?',
    'security_?answers?',
    'secret_?answers?',
    'mnemonic',
    'seed_?phrase',
    'recovery_?(?:phrase|key)s?',
    'backup_?keys?',
    'wallet_?seed',
    'code_?verifier',
    'client_?assertion',
    'saml_?(?:response|assertion|request)',
    'bearer',
    'jwt',
    'pat',
    'psk',
    'pre_?shared_?key',
    'wpa_?(?:psk|passphrase|key)',
    'wep_?key',
    'community_?string',
    'keytab',
    'vault_?pass',
    'license_?(?:key|code)',
    'activation_?key',
    'serial_?key',
    'product_?key',
    'magic_?(?:link|url)',
    'webhook_?url',
    'hook_?url',
    'slack_?webhook',
    'sas_?url',
    'signed_?url',
    'presigned_?url',
    'npm_?auth',
    '_authtoken',
    'auth_?token',
    'htpasswd',
    'bundle_\\w+_(?:com|org|io|dev|net)',
    'enable_secret',
    'service_?account_?(?:json|key|credentials)',
  )}${TAIL}$`,
  'u',
);
const SECRET_ENDING =
  /(?:password|(?:ssh|pg|my|mysql|ftp|smtp|imap|mail|ldap|http|proxy|redis|key|store|root|admin)pass|passwd|passphrase|passcode|secret|apikey|apitoken|accesstoken|refreshtoken|authtoken|sessiontoken|bearertoken|csrftoken|xsrftoken|idtoken|accesskey|secretkey|privatekey|clientsecret|connectionstring|encryptionkey|signingkey|masterkey|accountkey|sharedkey|requirepass|masterauth|databaseurl|redisurl|mongourl)$/;

const LIKELY = new RegExp(
  `(?:^|_)${any('tokens?', 'keys?', 'auth', 'authentication', 'session', 'sess', 'sid', 'sess_?ids?', 'session_?ids?', 'jwk', 'seed', 'ticket', 'nonce_secret', 'sealed', 'ciphertext', 'salt', 'access', 'login', 'bearer', 'credential', 'kubeconfig', 'dockerconfigjson', 'dockercfg', 'identity_?file', 'tk', 'tkn', 'tok')}${TAIL}$|^secret_\\w+$|token$|(?:database|db|redis|mongo|mongodb|postgres|postgresql|mysql|amqp|rabbitmq|broker|celery|elasticsearch|clickhouse|sentry|cache)_?(?:url|uri|dsn)$`,
);
const MAYBE = /^(?:code|state|hash|ticket|k|t|s|p|access|grant|assertion)$/;

/** Names that hold a telling word and still no secret. */
const HARMLESS = new RegExp(
  [
    // counts, kinds and policies
    '(?:^|_)(?:max|min|num|n|total|prompt|completion|input|output|cached|cache|reasoning|thinking|audio|text|image|video|tool|used|remaining|available|accepted|rejected|billed|context|budget|usage|count|candidates|thoughts|limit|per)_(?:\\w+_)?tokens?(?:_\\w+)?$',
    '(?:^|_)(?:tokens?|passwords?|secrets?|keys?|cookies?|credentials?|api_keys?|auth|sessions?|pins?|otp)_(?:type|types|count|counts|limit|limits|length|len|size|usage|budget|details|policy|policies|rules?|name|names|label|title|description|desc|hint|help|placeholder|error|errors|message|msg|required|enabled|disabled|valid|invalid|expired|expires|expiry|expires_in|expires_at|expiration|ttl|max_age|created_at|updated_at|changed_at|rotated_at|last_used|last_used_at|status|state|strength|score|min|max|min_length|max_length|format|field|fields|column|arn|version|version_id|endpoint|uri|path|file|filename|location|source|provider|manager|store|scheme|method|methods|mode|algorithm|alg|algo|scope|scopes|owner|index|idx|position|id_hint|per_second|per_minute|per_request|bytes|ids|set|prefix|suffix|usage_details|logprobs|logprob|probability|throughput|rate|cost|price|domain|domain_name|same_site|attributes|exists|present|is_set|reset_required|change_required|ref|reference)$',
    '^(?:has|is|needs|requires|use|uses|with|without|supports|allow|allows|show|hide|forgot|reset|change|update|validate|verify|check|get|set|create|generate|rotate|no)_\\w+$(?<!_(?:token|key|password|secret|code|cookie|passphrase))',
    // tokens of models and of pages
    '(?:^|_)(?:eos|bos|pad|unk|sep|cls|mask|stop|start|end|special|begin|eot|eom|image|audio|video|next|top|first|last|page|next_page|previous_page|prev_page|continuation|next_sync|next_link|pagination|cursor|sampled|forced|suppress|bad_words|draft|speculative|byte|string|word|token|lexer|syntax)_tokens?(?:_ids?)?$',
    '^(?:tokens?|keys?)$(?<!^token$)(?<!^key$)|(?:^|_)tokens$(?<!_(?:access|refresh|auth|session|api|bearer|registration|device)_tokens)(?<!^(?:access|refresh|auth|session|api|bearer|registration|device)_tokens)',
    // keys that name things
    '(?:^|_)(?:public|publishable|primary|foreign|sort|partition|cache|prompt_cache|idempotency|object|s3|bucket|file|group|dedup|deduplication|translation|i18n|l10n|locale|issue|project|hash|range|composite|unique|natural|surrogate|business|candidate|lookup|search|index|map|dict|dictionary|json|yaml|config|setting|settings|property|attribute|metadata|label|tag|column|field|row|record|entity|item|node|query|event|metric|trace|span|log|feature|flag|shortcut|hot|arrow|modifier|press|react|list|data|parent|child|kv|answer|site|lock|cursor|page|order|sorted|storage_key_name|document|state|context|meta|custom_id|slot|ordering|lane|match|registry|type|name|message|conversation|thread|extra|required|optional|left|right|join|merge|fixture|blob|cell)_keys?$',
    '(?:^|_)key_(?:id|ids|name|names|type|path|code|down|up|press|event|points?|words?|features?|board|frame|frames|space|value|values|ops|usage|spec|size|length|version|arn|vault|ring|ring_id)$',
    '(?:^|_)(?:status|error|country|currency|language|lang|zip|postal|post|exit|response|http|state|area|dial|source|region|reason|product|sku|airline|airport|flight|promo|coupon|discount|color|colour|char|op|result|return|event|grpc|icd|qr|bar|naics|sic|iso|locale|province|branch_name|class|course|dress|unit|type|failure|iata|icao)_codes?$',
    // public halves, fingerprints, file names
    'fingerprint$|^x_?rate_?limit|ratelimit|^(?:token|auth|secret|pass)_?(?:izer|or|ors|ority|ary|age|enger|engers|port_?type|ive)\\b',
    '(?:^|_)(?:client|application|app|tenant|user|account|project|team|org|organization|access_key|key|api_key|public|tracking|measurement)_id$',
    '^(?:authors?|authority|authorized|authenticated|auth_?(?:type|method|mode|url|uri|provider|endpoint|domain|required|enabled|scheme|server|flow|time|user|username))$',
    '^(?:cookie_?(?:consent|policy|banner|name|domain|path)|pass_?(?:rate|ed|es|ing|_count)|passed|passing|compass|bypass|pass_through|passthrough|pass_at_\\w+)$',
    '^(?:token|tokens)_(?:in|out|input|output|prompt|completion|total)$',
    '^(?:openai|anthropic|mcp)?_?session_(?:length|type|name|title|duration|state|count|start|end|started_at|ended_at|info|config|update|created|mode|resumption)$',
  ].join('|'),
);

const CONTAINER =
  /(?:^|_)(?:credentials?|creds?|secrets?|passwords?|api_?keys|cookies?|auths?|authentication|authorization|private_?keys?|access_?tokens|login)$|^(?:string_?data|secret_?(?:data|string|values?))$/;

/** Endings that make an unknown name harmless. */
const OPEN_ENDING =
  /(?:^|_)(?:ids?|uuid|guid|versions?|types?|length|count|counts|size|limit|limits|remaining|reset|ms|seconds|time|times|timestamp|date|at|duration|latency|delay|encoding|language|locale|lang|region|zone|policy|options|status|cache|mode|format|name|names|model|page|offset|order|sort|unit|units|currency|country|city|lat|lng|lon|width|height|level|estimate|price|cost|retries|attempt|index|num|number|tokens|bytes|runtime|os|arch|platform|agent|host|origin|method|protocol|proto|port|sha|commit|revision|checksum|md5|sha1|sha256|crc32c?|etag|digest|feature|features|beta|filter|filters|fields|include|exclude|expand|scope|scopes|prompt)$/;

const CLOSED_HEADER =
  /(?:^|_)(?:session|sess|auth|token|secret|password|key|cookie|signature|hmac|otp|pin|user_email|email|forwarded_user|client_cert|websocket_protocol|assertion|credential|jwt|csrf|xsrf|device_id|customer_id_token)(?:_|$)(?!id$.*request)/;

const OPEN_HEADER = new RegExp(
  `^${any(
    'accept\\w*',
    'access_control_\\w+',
    'age',
    'allow',
    'alt_svc',
    'amz_sdk_\\w+',
    'anthropic_(?:version|beta|ratelimit_\\w+|organization_id|dangerous_direct_browser_access|priority_\\w+|fast_\\w+)',
    'authority',
    'apigw_requestid',
    'baggage',
    'cache_control',
    'cf_(?:ray|cache_status|apo_via)',
    'clear_site_data',
    'connection',
    'content_\\w+',
    'cross_origin_\\w+',
    'critical_ch',
    'date',
    'dnt',
    'dpr',
    'early_data',
    'etag',
    'expect',
    'expect_ct',
    'expires',
    'forwarded',
    'from',
    'host',
    'http2_settings',
    'if_\\w+',
    'keep_alive',
    'last_event_id',
    'last_modified',
    'link',
    'location',
    'max_forwards',
    'nel',
    'num_\\w+',
    'openai_\\w+',
    'origin',
    'origin_agent_cluster',
    'permissions_policy',
    'pragma',
    'prefer',
    'preference_applied',
    'priority',
    'proxy_connection',
    'proxy_status',
    'range',
    'ratelimit\\w*',
    'referer',
    'referrer_policy',
    'refresh',
    'report_to',
    'reporting_endpoints',
    'retry_after(?:_ms)?',
    'save_data',
    'sec_(?:ch|fetch|gpc)\\w*',
    'sec_websocket_(?:accept|extensions|key|version)',
    'server',
    'server_timing',
    'sourcemap',
    'strict_transport_security',
    'sunset',
    'deprecation',
    'te',
    'timing_allow_origin',
    'trailer',
    'traceparent',
    'tracestate',
    'traceresponse',
    'transfer_encoding',
    'upgrade\\w*',
    'user_agent',
    'vary',
    'via',
    'viewport_width',
    'warning',
    'www_authenticate',
    'proxy_authenticate',
    'x_amzn?_(?!security_token|signature|credential)\\w+',
    'x_amz_(?:date|content_sha256|target|id_2|request_id|cf_id|cf_pop)',
    'x_b3_\\w+',
    'x_cache\\w*',
    'x_cloud_trace_context',
    'x_content_\\w+',
    'x_correlation_id',
    'x_dns_prefetch_control',
    'x_download_options',
    'x_envoy_\\w+',
    'x_forwarded_(?:for|host|proto|port|prefix)',
    'x_frame_options',
    'x_generation_id',
    'x_github_(?:media_type|request_id|api_version_selected|event|delivery)',
    'x_goog_(?:api_client|request_params|upload_(?:status|protocol|command|chunk_granularity|offset|header_\\w+)|generation|hash|stored_\\w+|metageneration|user_project)',
    'x_guploader_uploadid',
    'x_groq_\\w+',
    'x_inference_\\w+',
    'x_ms_(?:request_id|version|client_request_id|region|rai_invoked|deployment_name|error_code|date|blob_type|lease_status)',
    'x_o_auth_scopes',
    'x_accepted_o_auth_scopes',
    'x_permitted_cross_domain_policies',
    'x_powered_by',
    'x_process(?:ing)?_time\\w*',
    'x_provider',
    'x_rate_?limit\\w*',
    'x_ratelimit\\w*',
    'x_real_ip',
    'x_request_id',
    'x_requested_with',
    'x_robots_tag',
    'x_runtime',
    'x_served_by',
    'x_server\\w*',
    'x_should_retry',
    'x_stainless_\\w+',
    'x_timer',
    'x_trace_id',
    'x_ua_compatible',
    'x_vercel_(?:id|cache)',
    'x_xss_protection',
    'mcp_protocol_version',
    'x_http_method_override',
    'idempotency_key',
    'cohere_\\w+',
    'x_endpoint_\\w+',
    'x_debug_trace_id',
    'x_aspnet_version',
    'x_varnish',
    'fly_request_id',
    'render_origin_server',
    'x_render_origin_server',
    'rndr_id',
    'x_github_api_version',
    'x_kong_\\w+',
    'x_fastly_request_id',
    'x_served_by',
    'x_datadog_\\w+',
    'x_sentry_trace',
    'sentry_trace',
    'x_title',
    'http_referer',
    'helicone_cache\\w*',
  )}$`,
);

const CLOSED_QUERY =
  /^(?:code|sig|signature|hash|k|t|s|se|sk|st|key|token|auth|ticket|state|nonce|sid|x_amz_(?:signature|credential|security_token)|x_goog_(?:signature|credential)|awsaccess_key_id|aws_access_key_id|googleaccess_id|policy|key_pair_id|hmac|hdnts|hdnea|upload_id|email|phone|user|username|login|password|session|session_id|invite|reset|confirmation|samlrequest|samlresponse|saml_request|saml_response|relay_state|assertion|id_token_hint|login_hint|client_secret|access|secret|sv_sig|oauth_\\w+)$/;

const OPEN_QUERY = new RegExp(
  `^${any('q', 'query', 'search', 'term', 'keyword', 'keywords', 'text', 'lang', 'hl', 'gl', 'page', 'per_page', 'page_size', 'pagesize', 'page_token', 'next_page_token', 'cursor', 'after', 'before', 'limit', 'offset', 'skip', 'top', 'take', 'sort', 'sort_by', 'order', 'order_by', 'direction', 'filter', 'filters', 'fields', 'select', 'expand', 'include', 'includes', 'exclude', 'group_by', 'aggregate', 'view', 'tab', 'mode', 'format', 'type', 'kind', 'category', 'tag', 'tags', 'status', 'alt', 'pretty_print', 'prettyprint', 'fmt', 'model', 'models', 'version', 'v', 'ver', 'api_version', 'apiversion', 'action', 'method', 'date', 'from', 'to', 'since', 'until', 'start', 'end', 'start_date', 'end_date', 'start_time', 'end_time', 'year', 'month', 'day', 'timezone', 'tz', 'lat', 'lon', 'lng', 'latitude', 'longitude', 'units', 'unit', 'w', 'h', 'width', 'height', 'size', 'quality', 'dpr', 'fit', 'crop', 'auto', 'ref', 'branch', 'sha', 'commit', 'path', 'name', 'title', 'id', 'ids', 'utm_\\w+', 'response_type', 'grant_type', 'scope', 'scopes', 'redirect_uri', 'prompt', 'access_type', 'display', 'code_challenge_method', 'x_amz_(?:algorithm|date|expires|signed_headers)', 'x_goog_(?:algorithm|date|expires|signed_headers)', 'expires', 'sp', 'sv', 'sr', 'spr', 'upload_protocol', 'upload_type', 'stream', 'beta', 'debug', 'dry_run', 'timeout', 'symbol', 'symbols', 'currency', 'location', 'city', 'country', 'region', 'zip', 'state_name', 'origin', 'destination', 'language', 'locale', 'list', 'channel', 'doi', 'isbn', 'issn', 'pmid', 'arxiv')}$`,
);
