import type { BlindRow } from './blind-rows.suite.ts';

/** What requests, bodies, shells and logs hold, by a fourth author who had read no rule: of 498 fakes 90.8 % were found at once. */
export const SIXTH_ROWS: readonly BlindRow[] = [
  [
    'header',
    [
      'c2stcHJvai05bXdmNEdEV0NwTXNpZWlUdnROSk04OGtDcGFaaTFPSGgzRjFuTHlqZXdKSWFNZUw1OEJYeF9TVTN3UmQ2YWlmem81VlpDOERaTlQzQmxia0ZKYXhDeDRzaWFjUmJzTnF6alpKVzE3ZG04al9YTEFiZk1MOU5hU1ZxN2FxRkNmQWdMQ0FwUHFtZGJrb1N4LTRLekYyOE1pU3ZFQVE=',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nauthorization: Bearer §0§',
  ],
  [
    'header',
    [
      'c2stYW50LWFwaTAzLVVpMWxkdDh3WTJzOXNIb1hheWkwLXhXZF9iSFhfcHZZREllWUJ5d3d6ZDh5ODhwQVJfM25RdHFmcnFLblNkaUM5UGhEeEh5OGtFbUlZTWxJWGNXOHkzODRlYzRheEFB',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nx-api-key: §0§',
  ],
  [
    'header',
    ['YzNaakxXRm5aVzUwT2taaGJHTnZialF5TWpFaA=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nAuthorization: Basic §0§',
  ],
  [
    'header',
    ['Njk3MzNlYzc4MDM2MzFjNWY2NjA0MDNiOWI2M2JjMzAwYjRkYjJlNw=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nauthorization: Token §0§',
  ],
  [
    'header',
    ['ZG5Ka2NqaG5lRGhyWkhkMGFuaHZZM3A1Y25FNmEydEJkR3MzZW1KalRVRkVVSFpDVTJSdmJWcDNUUT09'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nAuthorization: ApiKey §0§',
  ],
  [
    'header',
    ['NGJhNTg3NWUtYmRhZC00OWY1LWI5YWMtMWYzNzI0YzU0MjM4OjcwZTM4MjIzODFkNTg2NTM2NGE1ZTlhZTk0ZWUyMzNj'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nauthorization: Key §0§',
  ],
  [
    'header',
    ['YjFkZDIwM2FjYTgxNjA4MDBkYWViOGRlM2QwYWNhYWU='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nDD-API-KEY: §0§',
  ],
  [
    'header',
    ['YWIzZDZhMzUyYzVkMzhmMDBmNjk0MmU3MzYzMmFlZjIzMTU4ZWEyOQ=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nDD-APPLICATION-KEY: §0§',
  ],
  [
    'header',
    ['c2hwYXRfMjE4NmUyZWZmNDZmYTA3NDMzMTFkNTUxZGIyNWJjY2E='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Shopify-Access-Token: §0§',
  ],
  [
    'header',
    ['c2tfYjhhNDliMmFkOTExMTQ3MWMyMGIwN2I2OGQ4YjMwMTY5NzgwZWU2NDFjYzNkM2I2'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nxi-api-key: §0§',
  ],
  [
    'header',
    ['NjkwMjVhZWY2YzMzZWEzZmZmZTVkOGQzNDJiMjBlZDI='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nOcp-Apim-Subscription-Key: §0§',
  ],
  [
    'header',
    [
      'aHZzLkZtUXl2QzRSZFpRUTNlYU44UmtqdVdnVG5Val9jNXhiY3VRbTZESVJTZk1UNVpTWC1faDNHV0NrRlRPYks1UUFjVk9pVUt1SGJUWFpfc0QydE93R2tmNUs4bg==',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Vault-Token: §0§',
  ],
  [
    'header',
    ['Z2xwYXQtZU92U2xoSHd0QTVRUDBOa3FwOWg='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nPRIVATE-TOKEN: §0§',
  ],
  [
    'header',
    ['am9uYXMua293YWxza2lAbm9yZGxpY2h0LWxvZ2lzdGlrLmRl'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Auth-Email: §0§',
  ],
  [
    'header',
    ['NjFmNzU5YWEzNjYxNjk0MjNkMzVmMmY4ZmIwZWM1NTZkZDc1Ng=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Auth-Key: §0§',
  ],
  [
    'header',
    ['QUl6YWJEOVBObkpIeWJ4eXVXUXVobGU3b0R3YWQyYlVJZnY3V0tE'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nx-goog-api-key: §0§',
  ],
  [
    'header',
    ['QlNBVHN6TTIzLUdQUzlQOGFwMTNsNVhXbGh2LXJuUg=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Subscription-Token: §0§',
  ],
  [
    'header',
    ['ODAxOWYxMGYzZDVkZTZkYjg1YWYwNWM3ZWY5YzQ4M2M='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nCookie: theme=dark; _session_id=§0§; lang=de',
  ],
  [
    'header',
    [
      'OGExWGlieXo1UVpsSnNTZEFEWkdWN3NoeDBxVDlEd3cuYUZqQkhGMWFlbjVkODExbjloa3kxOWVzYWY2cGtiMDBkejFtenRBbWp1ZA==',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nSet-Cookie: connect.sid=s%3A§0§; Path=/; HttpOnly; SameSite=Lax',
  ],
  [
    'header',
    ['NzdjODdmYTZiZmNkNzE1YWE5ZDc3YjdlMWI4NTY0YTc3YzY2OTg2ZjZmM2Q3ZmEyZDcxOGFlM2VkZWYyYWYxOA=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nset-cookie: __Host-next-auth.csrf-token=§0§%7C4c886da8f2a52e8591bb50ae2276b3be732f58492e990e0f99bb61118dea61b5; Path=/; Secure',
  ],
  [
    'header',
    [
      'SVFvSmIzSnBaMmx1WDJWajd3ZjI0VDFoNjlzZmdDZk5GQVYxdFM0dTFQWllzb2tOakVuMERtU0U4SkF3VG5DeThva3JpeFFPeUpQc1hsZ1lFZmJtRTRkOXg4SWRpV2Vydk1MUkpKcytST2o4ZlNQVmZldE9NV2M2UGdHYmZiZkJWL2ZnUDFTLzREK2dtSi9HeHVGTFNaOUlGVlhiTkk1RmR6cUVjNG5OQTRjMmdaNFJXMDdZem1nbUxrWDYybmdkckJJcVBqMGRySU5iODMwRktlUVQ2QjhqaEg3dDJYMURpQU41Qkg1ekFLNE8yOUtQYzR2NFlIN1FsSTRGRUc2Zi8rbnh3cHMrMmVaZVZqaGNVa2l2dC93dGZyNnBxa0pLNkVhK3ViL1M3M2JKdmxCVTdubUJVdkhKaFVBRQ==',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Amz-Security-Token: §0§',
  ],
  [
    'header',
    [
      'ZTFjZGE3ZjA4M2ViNWQwNTg4ZmM3MGJmYWMzYTdiYjU1NThlYjE4YWMzYmNiYWFjOWE5MGI4YzVlY2IzNTIwZg==',
      'QUtJQU5ETUhTTEhTTUlBQVVLV0g=',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nAuthorization: AWS4-HMAC-SHA256 Credential=§1§/20261128/eu-central-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=§0§',
  ],
  [
    'header',
    ['MWM2ZTljOGQwZmJlZjNiZDNmNjIxOGI1MGE0NTUwZDY2OTEyNjgxNGVkZmE1MTlmOWJlOTBhNzk2YTVmYTExMA=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Hub-Signature-256: sha256=§0§',
  ],
  [
    'header',
    ['ZjJlMjE1NzBiNmVhY2RjNGJkMDA3ZmFhYmZkOWY3YTNkMGY3Njk0ZTMwNGQ5ZGIzNDkyNjI1ZDRlNzNhNGQ5Mw=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nStripe-Signature: t=1764300123,v1=§0§',
  ],
  [
    'header',
    ['MjU3M2VjZjhlZGZhNjg3Y2YzZWIzMmFhNzdlYmZlYTAyYjk0NzA1ZjI0ZTQ3YzM1NTJiZjdlNmRiOTcyMmQ3YQ=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Slack-Signature: v0=§0§',
  ],
  [
    'header',
    ['YkhWdExXTjFjM1J2YldWeUxXaHNYMlJpWXpZNFltTmhPbkEyWW01bVoyZDVjblZpWXc9PQ=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nProxy-Authorization: Basic §0§',
  ],
  [
    'header',
    ['aGNldXpmcWVtdW5uM2Qxa3NiNTUyYmJ0'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Amz-Cf-Secret: §0§',
  ],
  [
    'header',
    ['MDA5MzkxNGFhMGEyYmIxZTFkYzI3YTU4MWVkNjUyNjJhMTM3NmRiOTM5ZmQ2ZTE3YjYxOTM4M2IwNWI0NjYzYQ=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nCF-Access-Client-Secret: §0§',
  ],
  [
    'header',
    ['RFRjOTljRjRWNmlfeGtWNEQzbi0yTzFMbGx5VndNZ1c0YlMxZmxJMHRzXzFodlJUZk13YVpoPT0='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Functions-Key: §0§',
  ],
  [
    'header',
    ['YTI2MTdmNzcwZm1zaDkyZTkxMDE3OTVlNmNlZHAxM2JkYzkyanNuY2ZiZTEyMzdjMmFh'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nx-rapidapi-key: §0§',
  ],
  [
    'header',
    ['VGlQdGE2cV9tUUsxVXVzdjNVY08='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Plex-Token: §0§',
  ],
  [
    'header',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJeE5URTBNemMyTXpNNUlpd2lhV0YwSWpveE56WTBNekF3TURBd0xDSmxlSEFpT2pFM05qUXpNRE0yTURCOS5IdXEzRG1XTHlEUE02UkVQWnp1X21HUW9aT1BycHhZb2dFZkNfLW9jbGxF',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nx-goog-iap-jwt-assertion: §0§',
  ],
  [
    'header',
    ['MW1kemlKLWFEbjQ4MFRHZ0JFcTEyc1dhVmo1bVZfRzBITldlUFd2U0NmZw=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nlocation: https://app.nordlicht.io/cb?code=§0§&state=xyz',
  ],
  [
    'header',
    ['ZmlnZF9BNVNWNTd2MU9ELUJuZ2huQ3BWc0tmR3lza0FwV1E1X2pTWjZMRUY3'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Figma-Token: §0§',
  ],
  [
    'header',
    [
      'NDY2MTQ4MTE5NzUwODcxMjEwLWhPZVBQWUtJTzFKaGppWjM1b0RoVWJHbFlKZHBZaDI=',
      'YUdWbFpXTnBZbWxpWVdkcVltSm9ZMmRwWm1NJTNE',
      'TkMzamx2UTQ5WGcwSEtyc2hHTktUOEhsRQ==',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nAuthorization: OAuth oauth_consumer_key="§2§", oauth_token="§0§", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1764300123", oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY", oauth_version="1.0", oauth_signature="§1§"',
  ],
  [
    'header',
    ['WTY2OGRTSkJXakpzY2lxM01ZSllGNA=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nX-Honeycomb-Team: §0§',
  ],
  [
    'header',
    ['ZTcxMDJjZjMtMTlmMi00NWFhLWI5OWYtZGU1OWY5NzU5ZDdm'],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nAuthorization: GenieKey §0§',
  ],
  [
    'header',
    ['OGFoR1h5dTgyT2tMdXJqYTRPWDZ1S3M5Q0lZbzFqMDkyMFAxN3R3cw=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nAuthorization: Discogs token=§0§',
  ],
  [
    'header',
    ['ZWtfNjhiMjdjOGY5MGFhZWM1MjdhYjA3ZDM4OTg1ZmU2ODE='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nsec-websocket-protocol: realtime, openai-insecure-api-key.§0§, openai-beta.realtime-v1',
  ],
  [
    'header',
    ['RnFGMkxzeVNrQ0xnU25xUjhxaTh0ZDJkOFFzPQ=='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nx-twilio-signature: §0§',
  ],
  [
    'header',
    ['TlJBSy04NFNRSDZZVjZTVlJOUFYxMzBYMkdHOURZODE='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\napi-key: §0§',
  ],
  [
    'header',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJeU5HSmpaVEpoTUMwNFpqUmxMVFJsTlRZdFltUXlaQzB5Wm1Vell6WTJOR1ptWTJRaUxDSnBjM01pT2lKdU9HNGlMQ0poZFdRaU9pSndkV0pzYVdNdFlYQnBJaXdpYVdGMElqb3hOelkwTXpBd01EQXdmUS5FVG5QZFpXemNrazlJczhhLVdnR2dlZG1sb09QLTZTU3AxRjBsX0l3X3lY',
    ],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nx-n8n-api-key: §0§',
  ],
  [
    'header',
    ['OWVkYWEwMTdiMDI3ZDdjZjIyZGNjMGY5OWMxOTgyMzU='],
    'content-type: application/json\naccept: */*\nuser-agent: OpenAI/JS 4.77.0\nAuthorization: Digest username="ops", realm="cam", nonce="d84c18a79c69707ef1b4a4afa208dd78", uri="/cgi", response="§0§"',
  ],
  [
    'query',
    ['QUl6YVo5THBXYTBkMGp3RnVqMEZSWHFJOEdNenpYWTN1b0hrS0lr'],
    'https://maps.googleapis.com/maps/api/geocode/json?address=Berlin&key=§0§',
  ],
  [
    'query',
    ['ZDZiYmY1M2IyM2EwYmRlNGViMDNmNDNiYTg5MTc3Yjc='],
    'https://api.openweathermap.org/data/2.5/weather?q=London&appid=§0§',
  ],
  [
    'query',
    ['WWxNTWpndWhZV0tSZlN4bXVHV3htZk9s'],
    'https://hooks.slack.com/services/TAX6L5AAF/B29DZ54KMMR/§0§',
  ],
  [
    'query',
    ['MGRhdVBUVlZycW42OHdHelQ5bjRoeWljZ1hVNGM4b0FldTVuRUtxcGV5MjlGNVNVaVlyLVNsU1JUTVdjOHBnUk9Iclg='],
    'https://discord.com/api/webhooks/2886682145757557440/§0§',
  ],
  [
    'query',
    ['Nzk0Njc4MDI4OTpBQXhpbElYRjV3QTBlSjliZ3QycVZwSlRRTTdxV2ZjQW13Tg=='],
    'https://api.telegram.org/bot§0§/sendMessage?chat_id=12',
  ],
  [
    'query',
    ['VnBIMkJOUGdUUk8ySVhyb283d1J3dHFaajZoVHNqZ1ZkbFI5bVI4OWFvRSUzRA=='],
    'https://acct.blob.core.windows.net/c/f.csv?sv=2024-11-04&ss=b&srt=sco&sp=rl&se=2026-12-01T00:00:00Z&sig=§0§',
  ],
  [
    'query',
    [
      'ZGQwMzA3NDg0ZTdhYzY4MTEyOWU1YmZmYWYwODY4YTgwZGM5MzRjNGJhZmMyODgyZWMyNDJlMWZmNTRhMWMyOQ==',
      'VEhOVTUyQjRTT0lZQkRWMg==',
    ],
    'https://nl-data.s3.amazonaws.com/q3.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIA§1§%2F20261128%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Expires=900&X-Amz-Signature=§0§',
  ],
  [
    'query',
    ['YTBuOENOOWhid3BxSDJXaUY4dmJYVVhvc3VtNTdwNjZIT0Y1TEc5aUZBOQ=='],
    'https://app.nordlicht.io/reset-password/§0§',
  ],
  [
    'query',
    ['UmFZS3ZWZDRxUmFCWTVTTWZNNmxEU2JLb19wYnFnYXo='],
    'https://app.nordlicht.io/auth/magic?token=§0§&redirect=%2Fhome',
  ],
  [
    'query',
    ['aGFubmEudm9nZWwlNDBub3JkbGljaHQuZGU='],
    'https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=f970ba24-09a9-4883-8b2c-2b823c4d4e6a&code_challenge=ux3xSTc_FiM9F3R_R_vsCrFX2-680uhPPFMk6CWfgv5&login_hint=§0§',
  ],
  ['query', ['NGtTU3BrSmJKQmpFNHU4MVM1V0NaQkhHaVFnZDU1Y1UuMQ=='], 'https://zoom.us/j/98765432101?pwd=§0§'],
  ['query', ['RTYxMzRZUDk4M0V4dnM='], 'https://user:§0§@registry.nordlicht.io/v2/'],
  [
    'query',
    ['Z2hzX0QxVUR6ZTNneGs4U1BGdHlydHRidVR1OEhzV0swNnMxakxMcA=='],
    'https://x-access-token:§0§@github.com/nordlicht/agents.git',
  ],
  [
    'query',
    ['ZWMwOGQ4ZDVlOWVhM2VkMmMwNGEwMDJmM2ZmMTYyYjU='],
    'https://o123456.ingest.sentry.io/api/4505/envelope/?sentry_key=§0§&sentry_version=7',
  ],
  [
    'query',
    ['ZXBnZ3hkcTRpZDJ3cWhwZ2luODh5bGNpcHIzM2hpc2k='],
    'https://api.nordlicht.io/v1/items?api_key=§0§&limit=10',
  ],
  [
    'query',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJME16SXpORFl5TURrNUlpd2lhV0YwSWpveE56WTBNekF3TURBd0xDSmxlSEFpT2pFM05qUXpNRE0yTURCOS53dkl2NUwzRnNZR1htY29aOXdwSlAwQUI1SkxuVjN6SUVEVXdZNC1OX0VW',
    ],
    'wss://stream.nordlicht.io/socket?access_token=§0§&v=2',
  ],
  [
    'query',
    [
      'QVRUQTk2YTExNzdmZDg3OTI4NDNhMWE5ZjgxYzcxY2NlNzU1OTcxNmRjZmFlOTk2YTg5NjVmNTc0MTkyNjg0Y2Q2Y2RCRDBEQjlENw==',
      'OTU5OTJlN2NhNDFkZGYyZTU5NDRkODVhYmFkNGI1ZTE=',
    ],
    'https://api.trello.com/1/boards/x?key=§1§&token=§0§',
  ],
  [
    'query',
    ['MC0xRXB6eUJKWjJvV0ZWdkl2REYtRXRm'],
    'https://docs.google.com/spreadsheets/d/e/2PACX/pub?resourcekey=§0§',
  ],
  [
    'query',
    ['ZGllZ28uZnVlbnRlcyUyQnFhJTQwY29ycC1tYWlsLmVz'],
    'https://app.nordlicht.io/invite?email=§0§&n=1',
  ],
  [
    'query',
    ['VEtLMGJsUzBoZ2V4VHk5TXl5eWlhcjlGMzBBbGNtNkpUOHNVWWdEZQ=='],
    'https://login.nordlicht.io/cb#access_token=§0§&token_type=bearer&expires_in=3600',
  ],
  [
    'query',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJNU1qSTBOamMzTXpZMElpd2lhV0YwSWpveE56WTBNekF3TURBd0xDSmxlSEFpT2pFM05qUXpNRE0yTURCOS5Hc1RrSzAxazZjaWFGN2lpQzNURzNJUU16RWNuZTdSaHhxbGFKMm1jX2VB',
    ],
    'https://api.nordlicht.io/share/§0§',
  ],
  [
    'query',
    ['NWExMGI0NTQtMWQ1YS00ZGJlLWE5ZGEtMTMyZGYwZDQ2ODEw', 'MDYxMzM4MGVjMDY5MmI1MjkwYTMzM2JjNTU2ODk4ZTc='],
    'https://webhook.office.com/webhookb2/fe89f711-bbd7-4381-b23a-1fc3157be1a1@43c29f88-67a9-47cd-9425-8e594542263c/IncomingWebhook/§1§/§0§',
  ],
  [
    'form',
    ['dWdQOFF+Z1RGWjFrWlRObFJqb3NKelFjZmRnanROaDA3QTdCSEFfcw=='],
    'grant_type=client_credentials&client_id=2dc95023-8850-4490-ab28-f758f4b5c305&client_secret=§0§&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default',
  ],
  [
    'form',
    ['MSUyRiUyRjBzZGFwQnRKLWJhTWsteFAzWlZTT05SYTZzQ1pMUVh2Nkc5bkRJWnhuZ1ZGUkQ0Y3poei11WjVTNFZQbEk='],
    'grant_type=refresh_token&refresh_token=§0§&client_id=4711.apps.googleusercontent.com',
  ],
  ['form', ['ZHJhZ29uZmx5'], 'grant_type=password&username=ops&password=§0§&scope=api'],
  ['form', ['SyVDMyVBNHR6Y2hlbjQ3OA=='], 'log=admin&pwd=§0§&wp-submit=Log+In'],
  [
    'form',
    [
      'UEhOaGJXeHdPbEpsYzNCdmJuTmxJRWxFUFNKZlpHRmhNekl4WVRKbFptVmpNbVEwTnpZMk9ERTBNV1ZoTW1FM00yVXpZelVpUGp4ellXMXNPa0Z6YzJWeWRHbHZiajQ4YzJGdGJEcE9ZVzFsU1VRJTJCZUVCNVBDOXpZVzFzT2s1aGJXVkpSRDQ4TDNOaGJXdzZRWE56WlhKMGFXOXVQand2YzJGdGJIQTZVbVZ6Y0c5dWMyVSUyQg==',
    ],
    'SAMLResponse=§0§&RelayState=%2F',
  ],
  ['form', ['OEtXQWdzbEJiSEdN'], 'j_username=deploy&j_password=§0§&Submit=Sign+in'],
  [
    'form',
    ['NDI0MjQyNDI0MjQyNDI0Mg==', 'MzE0'],
    'card%5Bnumber%5D=§0§&card%5Bexp_month%5D=12&card%5Bcvc%5D=§1§',
  ],
  [
    'form',
    [
      'VW14c3RQdm5ZUWR5cDRiMUFzSGZFRFV5RlNNcWZ6b2ViQkNEUFJQUXZwUHFJbjQ0b1Y5UDdLdHV6d1VkUlNwMlo3OHd2cmJ6dmpDRDlXbTBEcmxVcUElM0QlM0Q=',
      'cHJpeWEucmFtYW4lNDBsdW1lbi1kYXRhLmlu',
      'OVJDSTVwdmlYZSFRNTI5WQ==',
    ],
    'authenticity_token=§0§&user%5Bemail%5D=§1§&user%5Bpassword%5D=§2§',
  ],
  ['form', ['Mjg0ODUx'], 'otp=§0§&remember=1'],
  ['form', ['NDkxNTEyMzQ1Njc4OQ==', 'MTQxNTU1NTI2NzE='], 'To=%2B§0§&From=%2B§1§&Body=hi'],
  [
    'form',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJNU1qRTBOVGN3TkRFd0lpd2lhV0YwSWpveE56WTBNekF3TURBd0xDSmxlSEFpT2pFM05qUXpNRE0yTURCOS53ZlM0cG9hSGFiMjlhTzVtYUlPRmdkVTN4LXFXLTdqWXBYdmlPQzJWUkFo',
    ],
    'assertion=§0§&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer',
  ],
  [
    'multipart',
    ['SHpGblZrNkpqNTlHWmplTk5JQ0JvWkFaUE1KdGJiUHY='],
    '------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n§0§\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL--\r\n',
  ],
  [
    'multipart',
    ['c25vd2ZsYWtlNzY='],
    '------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="username"\r\n\r\nsofia\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="password"\r\n\r\n§0§\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL--\r\n',
  ],
  [
    'multipart',
    [
      'NDRmNDVkM2M1ODU2YzQxNjVjOWVhODQ4MzI1YzMwOGRjNDU5OGRjZDk4NGU3MzQ3YjdjM2IzNWFmODY3NmMyZQ==',
      'QUtJQTVPU1VTSEhQV0ZDU01FUkg=',
    ],
    '------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="key"\r\n\r\nuploads/a.png\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="x-amz-credential"\r\n\r\n§1§/20261128/us-east-1/s3/aws4_request\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="x-amz-signature"\r\n\r\n§0§\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="policy"\r\n\r\neyJleHBpcmF0aW9uIjoiMjAyNiJ9\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL--\r\n',
  ],
  [
    'multipart',
    ['RmFsY29uNjQ1MD8='],
    '------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{"db":{"password":"§0§"}}\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL--\r\n',
  ],
  [
    'multipart',
    ['REU4OTM3MDQwMDQ0MDUzMjAxMzAwMA=='],
    '------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="iban"\r\n\r\n§0§\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL\r\nContent-Disposition: form-data; name="holder"\r\n\r\nx\r\n------WebKitFormBoundarydQAQ342qTb5L7GmL--\r\n',
  ],
  [
    'json',
    ['bWFybWFsYWRl'],
    '{"config":{"db":{"host":"db.internal","user":"app","password":"§0§"}},"version":3}',
  ],
  [
    'json',
    [
      'eWEyOS5xdWJINFlTaDlZRGtXeXhMS0MwcXZsV1c3NkVtcmZ6a2hBYnpQU2dIb0QwNFp6Z3Y2cHZ1UEtTNWZpMUJ2NmJrT3BYWGlUV0VsN0lUcEttLWlka3Jjem54cjNJVF9heUxTTThTSEh5WXdUR2ctMkozSklhekJIeFE4dWowbDlGMjFuZ3gxSmZWSU55amstMWgtZFk0NnJvY09UYTUzTExBclVXbHN6RzBMbGkzdEhYZkxCT2Q=',
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJMk56VXpOVFkwT1RjMklpd2lhV0YwSWpveE56WTBNekF3TURBd0xDSmxlSEFpT2pFM05qUXpNRE0yTURCOS56V3IzcnpuM3JUZXdyM3QyUXdOdTEwWDFwZ2ZYS0FGVGhPSWd2WDI3bXVk',
    ],
    '{"access_token":"§0§","expires_in":3599,"scope":"openid","token_type":"Bearer","id_token":"§1§"}',
  ],
  [
    'json',
    [
      'ck9ueWF0TjIyRjREbFg4MS9ZQ3hTbGk4K2JPMm9wc2Ezekt5N0ZrUGhuaUtRZ1NoSzMvUk8wOEliaUw1TWRrcFdzOFdXTjJPM2FodGU4bG1CMzBzVXAybi9aeWtaOVB1SzF0Tk84aFppOEZBOHJZbUlCSzdWb015UElkY2N4dTFGaWxhSFNhaGJZRjdGRW5Bb3liMFY5SmJBWVIrbXllbXV0RlNlVFRNTm1PSmdnNFBKSHZMSjJUY0svMHBxdTRRTXhpZ3lLNXJnM2RVZFdSN3Y5R0tNZ1BWQnJsOTRZUlFhOThpZ1dNekNsU2hrbUxUT1Y5SGJmbWRhK05ETnMzUVA4OHlmbUV6djczcG4yNkZ2SDhHTURhTDI1Yi9ySkJnVkdoTzA2NlZOdEdlb2dscnAvOSt3YVM0ZndCMllQNmU=',
      'N1Bhby91M09yRWE0aXE1UmhSdk5ZYXlab2kxQ0I4NmZyczgyTlJLOA==',
      'QVNJQUZZVDVMSVVGUUtTWTRSTU0=',
    ],
    '{"Credentials":{"AccessKeyId":"§2§","SecretAccessKey":"§1§","SessionToken":"§0§","Expiration":"2026-11-28T13:00:00Z"}}',
  ],
  [
    'json',
    ['eUpXWkY5RHlPc1NSSERaTGNkdDBBYVJhV0lqaVZzWGs2Q0FieVA3bA=='],
    '{"name":"tool","arguments":"{\\"url\\":\\"https://a.io\\",\\"headers\\":{\\"Authorization\\":\\"Bearer §0§\\"}}"}',
  ],
  [
    'json',
    ['bjQ1dGpTQ1VmNUM2MjZFQk53U2dIeVg0c3JwLXFlYy1ycllDUmFjZg=='],
    '{"content":[{"type":"text","text":"{\\"stdout\\":\\"{\\\\\\"secret_key\\\\\\":\\\\\\"§0§\\\\\\"}\\"}"}]}',
  ],
  [
    'json',
    ['c2tfbGl2ZV9QNGEwY2p4NU10em93SFI3QTM5SFNXSzY=', 'cGluZWFwcGxl'],
    '{"env":[{"name":"LOG_LEVEL","value":"info"},{"name":"STRIPE_API_KEY","value":"§0§"},{"name":"DB_PASS","value":"§1§"}]}',
  ],
  [
    'json',
    ['MjNjbGl2eW1lNzVwYXRyMGFvcmx0c2V6bmt0ejE5'],
    '{"headers":[["x-api-key","§0§"],["accept","*/*"]]}',
  ],
  [
    'json',
    ['R2htTXRnTEx5UkJQM0tvaWdZN21iRGxySEVVUU50eXdieFZhaTFoZkRXQg=='],
    '{"kty":"oct","kid":"1","k":"§0§","alg":"HS256"}',
  ],
  [
    'json',
    ['ZjM4bkRxNWlMRGhfOGJueWlCaF9pMVVvb2pyZzBEYmdReU5MTzBaUVVZMA=='],
    '{"kty":"EC","crv":"P-256","x":"Gl3chIesF6WcgNm13EybXE11rJMTeNmFdrSOsQ-6YRZ","y":"7RAIUAOnhtRONmKyb4Y6zpO1EDvZi981kuHHAUm5u0Q","d":"§0§"}',
  ],
  [
    'json',
    ['eXVraS50YW5hYmVAa3Vtby1zb2Z0Lmpw', 'KzgxIDkwLTEyMzQtNTY3OA==', 'NTM2LTIyLTgxNDU='],
    '{"user":{"email":"§0§","phone":"§1§","ssn":"§2§"}}',
  ],
  [
    'json',
    ['NTU1NTU1NTU1NTU1NDQ0NA==', 'NzM3'],
    '{"payment":{"card_number":"§0§","cvv":"§1§","exp":"12/28"}}',
  ],
  ['json', ['MDAwMTIzNDU2Nzg5', 'MDIxMDAwMDIx'], '{"bank":{"account_number":"§0§","routing_number":"§1§"}}'],
  [
    'json',
    ['WEdQMjUzMTA2MzU4', 'TVJOLTczMjA5ODg=', 'MTk4NC0wMy0xMg=='],
    '{"patient":{"dob":"§2§","mrn":"§1§","insurance_member_id":"§0§"}}',
  ],
  [
    'json',
    ['eWxtMDgteXUzOTg=', 'czl2YXIteWhjcHc=', 'NjM4ODIx'],
    '{"data":{"auth":{"otp":"§2§","backup_codes":["§0§","§1§"]}}}',
  ],
  [
    'json',
    ['b2xlZy5wZXRyb3ZAeWFuZGV4LnJ1', 'VlU4bUJUITlWdXRvM2c='],
    '{"query":"mutation Login($i: LoginInput!) { login(input: $i) { token } }","variables":{"i":{"email":"§0§","password":"§1§"}}}',
  ],
  [
    'json',
    [
      'ZThkYTk1ODIxODY1MWY3YmE0OGVjNGMxMWEzOGU3ZGU2ZDAwZjJmNjMxZTQ2NzUxMzVlYjEzMjMxZGU3YTdhMw==',
      'OThlNDhhZGItOTU5ZS00ZTNhLWFmZTMtZWQxNWNjYTUwNjQ4',
    ],
    '{"data":{"login":{"token":"§0§","refreshToken":"§1§"}}}',
  ],
  [
    'json',
    ['WW05ME9tZG9jRjlvY0c1eU5VOTVUWEZtUTFob1VHTm1hMU5uVldsU00yRnFZblZrU1VObVYzbEJObUU9'],
    '{"auths":{"ghcr.io":{"auth":"§0§"}}}',
  ],
  [
    'json',
    [
      'Z2l0aHViX3BhdF9pN1N1MjVPdWxZRG5BZURUcUNIWGs3X3BNVGNDdEtRWUxSYlhQZVhYaG40ZFcwZ3h2MTJEdkFFc0w0NmY5TDF3SUNzc3Z5bmc4bGllQ1A3TDl6',
    ],
    '{"mcpServers":{"github":{"command":"npx","args":["-y","@modelcontextprotocol/server-github"],"env":{"GITHUB_PERSONAL_ACCESS_TOKEN":"§0§"}}}}',
  ],
  [
    'json',
    ['bU5FQ3hsWVlscXBiR2dVNw=='],
    '{"mcpServers":{"db":{"command":"npx","args":["-y","@mcp/postgres","postgresql://agent:§0§@db:5432/app"]}}}',
  ],
  [
    'json',
    ['MTI4NDg2MzI='],
    '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"login","arguments":{"username":"ops","passcode":"§0§"}}}',
  ],
  [
    'json',
    ['b2d5a2gwRmpXcw=='],
    '{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"DATABASE_URL=mysql://root:§0§@127.0.0.1/app"}]}}',
  ],
  ['json', ['Y2lubmFtb24zNw=='], '{"wifi":{"ssid":"Büro","psk":"§0§"}}'],
  ['json', ['YnV0dGVyY3Vw'], '{"args":["--user","root","--password","§0§"]}'],
  [
    'json',
    ['M1FER0FYbU1wdXZOaTBSeG91aU0='],
    '{"cmd":"curl -u deploy:§0§ https://nexus.nordlicht.io/repository/"}',
  ],
  ['json', ['bWE5Y21meg=='], '{"webhook_url":"https://hooks.zapier.com/hooks/catch/4706681/§0§/"}'],
  [
    'json',
    [
      'YWNjZXNzLXNhbmRib3gtMzY5ODhiNzItMmZhOC00ZmIxLWI5ZGQtMTg5MjNmNmFlZWM1',
      'M2I1NTQ3NjM2MmNlMzEzMjQ1OWMxZTZmZTk3ZjU0',
    ],
    '{"plaid":{"client_id":"bc15684f24d7fe6c89cfdd83","secret":"§1§","access_token":"§0§"}}',
  ],
  [
    'json',
    ['cmlwcGxlIHNjaXNzb3JzIGtpY2sgbWFtbWFsIGhpcmUgY29sdW1uIG9hayBhZ2FpbiBzdW4gb2ZmZXIgd2VhbHRoIHRvbW9ycm93'],
    '{"recovery_phrase":"§0§"}',
  ],
  ['json', ['U2NobnVmZmVs'], '{"answer":{"security_question":"First pet?","security_answer":"§0§"}}'],
  ['json', ['IzU3ODE=', 'MjUwOQ=='], '{"pin":"§1§","door_code":"§0§"}'],
  [
    'json',
    [
      'JDJiJDEyJHI5VVNmSEVFS3VlRG9UOVhEQzVpVVdQSWd4YlNUaWh0MkdFWTRkR2JRL05hTE9LMmpSWi5O',
      'YS5icmFuZHRAcG9zdGVvLmRl',
    ],
    '{"rows":[["id","email","password_hash"],[1,"§1§","§0§"]]}',
  ],
  [
    'cutoff',
    ['OVlQQjhsNDJHNU0xYVRyREpUWEpROXRtMDRmdnZIcEFONw=='],
    '{"tool":"http","input":{"headers":{"Authorization":"Bearer §0§',
  ],
  ['cutoff', ['TVFDWTkwcExsZWc='], '{"result":"{\\"password\\":\\"§0§'],
  [
    'cutoff',
    [
      'dTloZjlqLzRYR25WaW1ERWJIK2JNUFdLTjlWam9DVExtQVpnV254WWZzUHdjcXhvdXgwMjZhOUVhR2RlbGN1QQ==',
      'SkZibE41ZnBUWW1ab3BkankxNXVTTFVzTnRaWWl5',
    ],
    '{"content":[{"type":"text","text":"-----BEGIN RSA PRIVATE KEY-----\\n§0§\\n§1§',
  ],
  [
    'cutoff',
    ['dngwdGpqbW02Y2NTT1EzaFlRQ1FzekJMUXpmTEZFZ1BOTTE3NkZUQXRnSFhHWE5D'],
    '...n_type":"bearer","refresh_token":"§0§","scope":"r',
  ],
  [
    'cutoff',
    [
      'Y2I2NWMxNzNhMTgxMjcwMmNmZWRhNTFmYWIyMjBmMDlhMTRkNWY5NzNkYmQ4NjlkOTU5NDNmYTJmNTFhNzU0NWU5M2VmYTViOGRkYjkwZmJhYzZiYjcwNTU3',
    ],
    '{"env":{"A":"1","SECRET_KEY_BASE":"§0§',
  ],
  [
    'shell',
    ['SXpKTlFUbGlWMTl3SldjM1JUWjNZUT09'],
    '$ kubectl get secret db -o yaml\napiVersion: v1\ndata:\n  password: §0§\n  username: YXBw\nkind: Secret\nmetadata:\n  name: db\n  namespace: prod\ntype: Opaque\n',
  ],
  [
    'shell',
    ['RVptUlhPTUtoUGJOZENkRkxq'],
    "$ kubectl get secret db -o jsonpath='{.data.password}' | base64 -d\n§0§\n",
  ],
  [
    'shell',
    ['T0FzNnZESzZGU1A2bjFKMGFRNEhrM2xhNEdBdWlu'],
    '$ kubectl create secret generic api --from-literal=token=§0§ --from-literal=user=x\nsecret/api created',
  ],
  [
    'shell',
    ['MzJLbng5Y0tSMXRiV2lmag=='],
    '$ kubectl describe pod api-0\n    Environment:\n      LOG_LEVEL:   info\n      REDIS_PASSWORD:  §0§\n      PORT:        8080\n',
  ],
  [
    'shell',
    ['ZWVmWmFjIzEwIWYzWllaWDNaZVg='],
    '$ terraform output\ndb_endpoint = "db.x.eu-central-1.rds.amazonaws.com"\ndb_password = "§0§"\nregion = "eu-central-1"\n',
  ],
  [
    'shell',
    ['dEQ2czNLbmdWSndycnU0YjhXM24='],
    '$ terraform output -json\n{\n  "admin_password": {\n    "sensitive": true,\n    "type": "string",\n    "value": "§0§"\n  }\n}',
  ],
  [
    'shell',
    ['Z0FoNWNIQTk5VnViZzhZTQ=='],
    '  + resource "random_password" "db" {\n      + result = "§0§"\n      + length = 16\n    }',
  ],
  [
    'shell',
    [
      'd1d1bTRnSHpMN0lESWNGOHhKektuN1U1ZThRRHBVKzhJRm4xTDlKWmlGeFk2aW5iS2FiYTNlaFhpWlhLWUdhZHh2cngreHBQV3YwTjM1aUc2OTlVWWIyU3BQSDlVenJzakk3SlJlRDFlN0tFK3ozYXlQaFh2bmFGRW5MR0p1eDF2QXE1dExwbm1oc1JiWldmK2V3MWRtdmwvaytLL0dicXNnbWxqaWlRUG1hM3hVSU4wcW5LSjhlekxjWmFQWEs2VVVSRGx5UXJJRll0dUozSmtReHhpYml3L3B6bkwvVXJncWl2emVyRHdQMzhtQk9odWVtRGJiMjVtUmM4Qy9FMVFYTys=',
      'U3ppTnNlamRTbkNjMEVPbzg5VysrdmdTcnM0dFRPcmJFT2ZjZkFCVA==',
      'QVNJQVJJRDRJSkY0RFRSTUVXREY=',
    ],
    '$ aws sts get-session-token\n{\n    "Credentials": {\n        "AccessKeyId": "§2§",\n        "SecretAccessKey": "§1§",\n        "SessionToken": "§0§"\n    }\n}',
  ],
  [
    'shell',
    ['MitIT1BldzluZHpNWHZPWHhHeCtoREJpeGwzUCtNMzA0T2E4cDNYZA==', 'QUtJQVpXNEVQSzI2Uk1ZQVJZSU4='],
    '$ aws configure export-credentials --format env\nexport AWS_ACCESS_KEY_ID=§1§\nexport AWS_SECRET_ACCESS_KEY=§0§\n',
  ],
  [
    'shell',
    ['cVlSb0xlTGJ5YTluMG8wQkVndEx3YzRJbWVNb05taFk='],
    '$ aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text\n{"username":"app","password":"§0§"}',
  ],
  [
    'shell',
    ['UFp3VXoxSDhWb0o4d2tlSkNlaFhOSDViYVBTMEZQbFBieHBzMjJORQ=='],
    '$ aws ssm get-parameter --name /prod/token --with-decryption --query Parameter.Value --output text\n§0§',
  ],
  [
    'shell',
    ['aTA4Ukt2TEU3eVVWUWRjOG5L'],
    '$ aws ecr get-login-password | docker login -u AWS --password-stdin\n$ docker login -u bot -p §0§ registry.io\nWARNING! Using --password via the CLI is insecure.',
  ],
  [
    'shell',
    ['Z2hvX055bE9GU1ZVR0M1NVVMWmZ0eUM5Q0JOZk5xTkpJVW5iS2RQNA=='],
    '$ gh auth status -t\ngithub.com\n  ✓ Logged in to github.com account mila (/root/.config/gh/hosts.yml)\n  - Token: §0§\n',
  ],
  [
    'shell',
    [
      'Z2hvXzE4dWppcFAxNmd6UHU1YXhVWkJXS2dwRXY0UzJJSnNESk5yUw==',
      'bnBtX3BXcE00OHptUlI1ZUJ0dmNVVWlYTEhLSFNZUUJpNjNPUzhzTg==',
    ],
    '$ gh auth token\n§0§\n$ gh secret set NPM_TOKEN --body "§1§"',
  ],
  [
    'shell',
    ['Y2lubmFtb24='],
    '$ docker inspect api --format \'{{json .Config.Env}}\'\n["PATH=/usr/bin","POSTGRES_PASSWORD=§0§","TZ=UTC"]',
  ],
  ['shell', ['ZHJhZ29uZmx5'], '$ docker run -d -e MYSQL_ROOT_PASSWORD=§0§ -p 3306:3306 mysql:8'],
  ['shell', ['ZDRhTXBpYjNEdE9P'], '$ psql "host=db port=5432 user=app password=§0§ dbname=app" -c \'\\dt\''],
  ['shell', ['bW9vbmxpZ2h0ODA='], "app=# ALTER ROLE app WITH PASSWORD '§0§';\nALTER ROLE"],
  ['shell', ['OFBNNDU4IUxtSWRyYks='], "mysql> CREATE USER 'rep'@'%' IDENTIFIED BY '§0§';\nQuery OK"],
  ['shell', ['andIVTBjSklUaw=='], "$ mysql -uroot -p§0§ -e 'show databases'"],
  ['shell', ['c25vd2ZsYWtl'], '$ PGPASSWORD=§0§ pg_dump -h db app > d.sql'],
  [
    'shell',
    ['dWl1SVlkZ3FxTnhQS0d1U0ljRDBqWA==', 'bW9vbmxpZ2h0LWNpbm5hbW9u'],
    '$ env | sort\nHOME=/root\nHONEYCOMB_API_KEY=§0§\nJWT_SECRET=§1§\nLANG=C.UTF-8\n',
  ],
  [
    'shell',
    ['Z2xwYXQtakdMcGhzb2dvX09ZdEdNWU9NQjg='],
    '$ git remote -v\norigin\thttps://oauth2:§0§@gitlab.com/nl/agents.git (fetch)\n',
  ],
  [
    'shell',
    ['eHRPazhYVjRjNXpBRU10VVNBcFY='],
    '$ git remote -v\norigin  https://mila:§0§@bitbucket.org/nl/a.git (push)',
  ],
  [
    'shell',
    ['MGUxYWRhMTktNDJhMC00MTYwLWEwZjMtYWJiOWIyYTczNDQw'],
    '$ npm config ls -l\n//registry.nordlicht.io/:_authToken = "§0§"\n',
  ],
  [
    'shell',
    ['Z2hwX2NwVmxieUoyT3M4RHNjdWwyYzRkUnlNNmF2RlpqUFJVbWpSeg=='],
    '$ npm config set //npm.pkg.github.com/:_authToken §0§',
  ],
  [
    'shell',
    ['QTFhLURiVlNvNTBPNlhjc1NZQWY='],
    '$ vault read database/creds/app\nKey                Value\n---                -----\nlease_id           database/creds/app/abc\nlease_duration     1h\npassword           §0§\nusername           v-token-app-x\n',
  ],
  [
    'shell',
    [
      'SnJFQ1cycFZLSEwxM3B6bUQrbjgzeFBJbk1ITW9DVjhuWXBKek1pOFJYd2c=',
      'MTQzUXI5K3VyaFZIdUdOeGlSRmZ6SXpZMnU5eEV1ekdyQ2R2ZlFlc2xjVjU=',
      'aHZzLjZaeTdRdG9Ycm5YY1E1Qkx2cHVpYjV3cw==',
    ],
    '$ vault operator init\nUnseal Key 1: §0§\nUnseal Key 2: §1§\n\nInitial Root Token: §2§\n',
  ],
  [
    'shell',
    ['ZGM5N2M4ZGVlMWY1ZDFmM2RhZTZkMzNmMzUyNjM0ZjA='],
    '$ vault kv get secret/app\n====== Data ======\nKey         Value\n---         -----\napi_key     §0§\n',
  ],
  [
    'shell',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJek9URTRNelUyTXprMUlpd2lhV0YwSWpveE56WTBNekF3TURBd0xDSmxlSEFpT2pFM05qUXpNRE0yTURCOS5odHRZZ0lXaVBvRGlKMDh2b2VMTnVGVnM1TzdFaElYLUktdFV3b2VtNUJn',
    ],
    '$ az account get-access-token\n{\n  "accessToken": "§0§",\n  "expiresOn": "2026-11-28 14:00:00.000000",\n  "tenant": "d5ac93ff-c245-489b-830f-855903c75dc0"\n}',
  ],
  [
    'shell',
    ['cTRsOFF+QkRzamVGcWplSU1Ub3QtRHBueXpJaHBHN1JVNkVRb1NWUA=='],
    '$ az ad sp create-for-rbac -n ci\n{\n  "appId": "1879f60b-3e08-4a9d-bd9a-00be7c873600",\n  "displayName": "ci",\n  "password": "§0§",\n  "tenant": "1565410d-e68a-4a59-955c-841c1da0bbea"\n}',
  ],
  [
    'shell',
    [
      'Z2x1cGxKVDh5VTBGeXJXbHJtZVJJSzlQWTNQL1ErNithblRLbjRITnVEZ0lMN3R1VDEyM2F4LzhTQXVpc3NLZEVuZ043YUNEdUtpbVZGRm5lNUVkdmc9PQ==',
    ],
    '$ az storage account keys list -n nl -o table\nCreationTime                      KeyName    Permissions    Value\n--------------------------------  ---------  -------------  ----------\n2025-01-01T00:00:00.000000+00:00  key1       FULL           §0§\n',
  ],
  [
    'shell',
    ['UkR5aHFEdnI4Z0JOZjdVTG05clZMSWZWanBRSUYwSFNiVWhZTFZCbHpRK0FDUnlPTGlURw=='],
    '$ az acr credential show -n nl --query passwords[0].value -o tsv\n§0§',
  ],
  [
    'shell',
    [
      'eWEyOS5jLm9XRWFiLVkzQ0JnbEJxazlWMDkwcVM4MF8wVjZGQURuS0NwRkt2Y0d3di1rQXZFbXBkV3BnWEJnWGtSTWw3WFNFRFQxckV2dlNfNndwdVpETnZGaVFZZGliSUJOdTlHaWs4UFNZQkQ1QWYwVVNXOGU0UE9ENEN3S241NVY3UF9QczZqbzFOMDRfaUZVSHJaLWVGZTZZMldiYU5jcXBac2hxU05SelZwOE9ZQkRJaWNNbnFmQ2RyX0JmLV8zM0JNbFhkZUVhUW9h',
    ],
    '$ gcloud auth print-access-token\n§0§',
  ],
  ['shell', ['cmFzcGJlcnJ5'], '$ gcloud sql users set-password postgres --instance=db --password=§0§'],
  [
    'shell',
    ['eXFjMFdRVDVGOFUyWWNBekhJaERoenFnSWx1RQ=='],
    '$ curl -sH "Authorization: Bearer §0§" https://api.nl.io/v1/me',
  ],
  ['shell', ['Y2lubmFtb24='], "$ curl -X POST -d 'user=ops&pass=§0§' https://a.io/login"],
  [
    'shell',
    ['OGIwMGNhN2I2YjY0NDNmMjExMTY2MTUwNzk4ZGMxY2U5Yjc1YTM4Mg=='],
    "$ curl --header 'X-Api-Key: §0§' https://a.io",
  ],
  ['shell', ['SnM3OVBJQkx2NHZzNUd4dGZjQkg='], "$ sshpass -p '§0§' ssh root@10.0.0.5 uptime"],
  ['shell', ['TkhPUE5aSEQ2TXpU'], "$ echo '§0§' | sudo -S apt update"],
  [
    'shell',
    ['JDJ5JDA1JGlZb3gwU0N2VUJ6Q2JBeUZULjB0Sm5qY09NYnNZb3Q5TlhKam84clEzSTVkdGtnSy9WUml4', 'YnV0dGVyY3Vw'],
    '$ htpasswd -nbB ops §1§\nops:§0§',
  ],
  [
    'shell',
    [
      'JDYkWU1EQ0ZQNHJzb1NQQlQzUiRjZGVGYjFkMmIwZjIxMkQxMWFhZmEzRkNmQTBlYmFjQUFFQmQvLkIuQzAzMWZDZi8uL0JDY2MvMkNBMjJBZi4vLjFBZWYyRS5jY2FCYi4uZGRlQTJEQQ==',
    ],
    '$ cat /etc/shadow\nroot:§0§:19700:0:99999:7:::',
  ],
  [
    'shell',
    ['MmY4MjU1YTdjZWUyNjNkZmQyNWYwZTk3MzBjYzZlZjg3NDkxMzU4MDNlMjEzNjIwYWFmYWNlNThmMTI3OTQ0MQ=='],
    '$ openssl rand -hex 32\n§0§',
  ],
  ['shell', ['c3VtbWVydGltZQ=='], '$ openssl enc -aes-256-cbc -k §0§ -in a -out b'],
  ['shell', ['eWJ0bkhQT3l5bUFiWTFaMw=='], '$ redis-cli -h r -a §0§ ping\nPONG'],
  ['shell', ['MmlTc3RpcnVwTzJqSXNZWnR6NWU='], '127.0.0.1:6379> AUTH §0§\nOK'],
  [
    'shell',
    ['MmI2N2MzYjc5OGYxOGFkMTM0ZGEyN2Q0Yjg1MWY2MDI3YTc2OTg0YmUxMWIzN2Q0NjVhZDI4Nzc3YTc4YmVkMA=='],
    '$ heroku config -a nl\n=== nl Config Vars\nDATABASE_URL:  postgres://u:§0§@ec2-1.compute.amazonaws.com:5432/d1\nRAILS_ENV:     production',
  ],
  [
    'shell',
    ['WThid2haZDIxeUFIS2RuV1JtWFM2Q2Jxb1d1SFozTzY2d05PQUQ3TXRyQTY='],
    '$ fly secrets set SESSION_KEY=§0§',
  ],
  ['shell', ['YnNpbWF4Nmd6SVZRWmw4eHllMHg0NEQ3akFZVk02dDRaRVJnVys2aXJGZz0='], '$ wg genkey\n§0§'],
  ['shell', ['NG0ydmVvWGY5'], '$ htop\n$ smbclient //nas/share -U ops%§0§'],
  [
    'shell',
    ['TE02b2RCVXAxZmdfQz0zXw=='],
    'PS C:\\> $cred = ConvertTo-SecureString "§0§" -AsPlainText -Force',
  ],
  ['shell', ['bWFybWFsYWRlNjM='], 'C:\\> net use Z: \\\\nas\\x /user:ops §0§'],
  [
    'shell',
    ['c2stNGh3cFNVYW9QaXpuUTRuNEF0aDdFNzNNNWFiQ1d0Y00yazB1NXFXMUYyNkFvRHQ2'],
    'C:\\> set OPENAI_API_KEY=§0§',
  ],
  [
    'shell',
    ['SzAwMWQ1a2VPTHQwb0FVc3l2MWVSNVd1WmNUanhiQg=='],
    '$ rclone config show\n[b2]\ntype = b2\naccount = 0012c9741d79\nkey = §0§',
  ],
  ['shell', ['SzFFSzNxRHlINg=='], '$ snowsql -a x -u y\nPassword: §0§\n* SnowSQL'],
  [
    'shell',
    ['bUJZVUtoZThoRzRtRloyellibHo=', 'ZlFXMHgxJVhGNmVQSkk='],
    '$ op item get Prod --reveal --fields password\n§0§\n$ pass show mail/root\n§1§',
  ],
  [
    'shell',
    ['azF3NGI2LmV3dnRpOXR6ZGc4OWlpd3o='],
    '$ kubeadm token create --print-join-command\nkubeadm join 10.0.0.1:6443 --token §0§ --discovery-token-ca-cert-hash sha256:e2b53ebcbf4338b66f6eb914a034103be8dcb67215ee653e7c0314371e059edb',
  ],
  [
    'shell',
    [
      'U1dNVEtOLTEtdHcwem8xMnd5NGp6M202b2dvZmt4NGNudGFyMDFucXVybXV2ZDQwY3lkMTg4OG9rZHktaWdqemFhdXpwbm81ajZpcnNoMnp2ZW82aA==',
    ],
    '$ docker swarm join-token worker -q\n§0§',
  ],
  [
    'shell',
    ['dXNtV3JMYlh2cDNWOWk3Nw=='],
    '$ argocd admin initial-password -n argocd\n§0§\n\n This password must be only used for first time login.',
  ],
  [
    'shell',
    [
      'YTU0ZjAyNTAzMTJjOGEwYmVhNjA2NGUxMWY3ZWVlZDM5ZWQxZGMyNTljNTAwODVhNjcyMzFlOWJkOTc4YjhkYQ==',
      'dGh1bmRlcmJpcmQx',
    ],
    '$ wpa_passphrase Buero §1§\nnetwork={\n\tssid="Buero"\n\tpsk=§0§\n}',
  ],
  [
    'shell',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnliMnhsSWpvaWMyVnlkbWxqWlY5eWIyeGxJaXdpYVhOeklqb2ljM1Z3WVdKaGMyVWlmUS5ONEcxWmMwdGxRRzV1UUVQUjc0ZFU4U3BrekRSVWVnWjZSb1A5UnYtUTR4',
      'c3VwZXItYk40TVhWZzVHU1FOZVp6cFp4a1FTNFFPQjdvajlV',
    ],
    '$ supabase status\n         API URL: http://127.0.0.1:54321\n      JWT secret: §1§\n service_role key: §0§',
  ],
  [
    'log',
    [
      'UUt0U1ZMdDZuTUZDaDFkM1FiNVVCNHV6UE5TRmdkWDdEYUtDVkZtXw==',
      'YTQ0MmYxMzQzNWVkYzYxMjc5N2M4MGQ1MTA5YTQ5OGI4YjBhZWFkZA==',
    ],
    '{"level":30,"time":1764300123456,"pid":1,"hostname":"api-0","req":{"method":"GET","url":"/cb?code=§0§","headers":{"cookie":"sid=§1§","host":"a"}},"msg":"request"}\n{"level":30,"time":1764300123999,"msg":"ok"}',
  ],
  [
    'log',
    ['MlBkNTZ0SFBhS1FpaUhxbmptbEY5c0UzcG5hNUpodnVaYlRGVmlsbQ=='],
    '2026-11-28T09:14:02.123Z [info]: login ok {"user":"ops","sessionToken":"§0§"}',
  ],
  [
    'log',
    ['ZHhLbHVqTDUwUG11RkIxOWJFbUZ0RkZHNVY4ZWhOMGRaRDQ5Wml2Qg=='],
    '203.0.113.9 - - [28/Nov/2026:09:14:02 +0000] "GET /api?access_token=§0§ HTTP/1.1" 200 512 "-" "curl/8.5"',
  ],
  [
    'log',
    ['MTUzOWUyYTVlMjM1MDlkZTAxYjY5YTA0MDkwMjViMWQ3YWE0YWQ4ODBlMjRmMWEz'],
    '<34>1 2026-11-28T09:14:02Z api app 12 - [auth token="§0§"] accepted',
  ],
  [
    'log',
    ['eXAycHA2MmRlZWRremxhenpjdm1uaWJhbTNhcDRvbW8='],
    'Nov 28 09:14:02 web app[22]: Using API key: §0§',
  ],
  [
    'log',
    ['Q052cUZTek52ajFlaTVXMXQ3elJOeVFfT3ppaUVmdkNLbGdzZXgtUlNiZERYNUlzR1k='],
    'E1128 09:14:02.11 1 auth.go:12] unable to refresh: refresh_token=§0§ expired',
  ],
  [
    'log',
    ['RjlzWkZtMFZGNWQ4RnhPWW5lUFpZQUU0WXVYRG1WNzBWOXNB'],
    "DEBUG:urllib3:send: b'POST /v1 HTTP/1.1\\r\\nHost: a.io\\r\\nAuthorization: Bearer §0§\\r\\n\\r\\n'",
  ],
  ['log', ['bXNXaGlUQXoxM04zaWVneGdOVUZPeWNu'], "[DEBUG] headers={'X-Api-Key': '§0§', 'Accept': '*/*'}"],
  [
    'log',
    [
      'Z0ZWVWduMFhqVlR4eG5XQTd6eGFWS0FEelFXanVFYjdpY0ZkUzJTNURFRHJJQjVjbGMxd2RBSEh5R05IMzlGYQ==',
      'ZFRwaWVEaENWMDBoVDIxelNsSm5OZz09',
    ],
    '> GET /me HTTP/2\n> Host: a.io\n> authorization: Basic §1§\n>\n< HTTP/2 200\n< set-cookie: session=§0§; Path=/',
  ],
  [
    'log',
    ['cGluZWFwcGxl'],
    'time="2026-11-28T09:14:02Z" level=error msg="login failed" user=ops password=§0§',
  ],
  [
    'log',
    ['R04zMHRWU2R5S25ZM0w='],
    'level=INFO source=a.go msg=connect dsn="app:§0§@tcp(db:3306)/app?parseTime=true"',
  ],
  [
    'log',
    ['OW1kV0g5IWRvV0lZNGI='],
    '2026-11-28 09:14:02 ERROR sqlalchemy: could not connect to postgresql+psycopg://app:§0§@db/app',
  ],
  [
    'log',
    [
      'NWt1NGtEM0VvVDFGajRlaGZFdDl4djpBUEE5MWJ6OW8yR3ppLVdfNHkwbjFnY3JfcTNZRWdldS1mX1hWZ0tuOFI5WTBSTnI3X25DYnpJRGRvQ3I2MEhseTNLdUdJeXpfcTRDbjRoczdENEVjYWRoeFdaUkJWMC1CV0xBMldXTWx5SklhQ2E3aV92SEt3bVlEZTJwamdPMUNfbHkxZWt4Wm9lYg==',
    ],
    'I/flutter (123): FCM token: §0§',
  ],
  ['log', ['aGFubmEubGluZEBmam9yZC5ubw==', 'NzgwNTE4'], '[Nest] 41  - LOG [AuthService] OTP for §0§ is §1§'],
  [
    'log',
    [
      'QnFuS3BiYXA1aDdNYS94RXlORnloWGR5c0NaZWFMbXU0T29QbUg4OXNvR2cxTlhINjcwZmo0b2x3Q2FyWkhLYnhtR0hMU3BBV2I5MjBicXd6ZWVtY3NFOXpDZWp1ckhDWHBDNFFkNzB6YnRiUFZULzZHV09xc0Zw',
      'MzJhYzM5NjNhNWNmMjM1NTk4NTQ0ZGVjNzEzZmMzMjJmYWFiMzM3NQ==',
    ],
    'Set session cookie _app_session=§0§--§1§',
  ],
  [
    'log',
    ['UTFyYkFSazFLazNMZFQxdGFXWUVCcV8tYkpHXzZiZXA3dTlValplblNrWVNH'],
    "Error: Request failed with status code 401\n    config: { headers: { Authorization: 'Bearer §0§' } }",
  ],
  [
    'log',
    ['d0ZuYUNLeUV4QTFU'],
    '{"log":"DB_PASSWORD=§0§\\n","stream":"stdout","time":"2026-11-28T09:14:02Z"}',
  ],
  [
    'log',
    ['Y2lubmFtb240NTM='],
    'WARN  [Consumer] sasl.jaas.config = org.apache.kafka.common.security.plain.PlainLoginModule required username="ops" password="§0§";',
  ],
  [
    'log',
    ['amhPYzhiQktuQW10ckxLSWp5TnFfWlRUTW0xRV9QS2hmVWtKUEJjcQ=='],
    'Magic link for login: https://app.nl.io/l/§0§',
  ],
  [
    'connection',
    ['R1FkY0tqeFdQYm1ndkhZNA=='],
    'mongodb+srv://app:§0§@c0.abc12.mongodb.net/app?retryWrites=true',
  ],
  [
    'connection',
    ['c3VtbWVydGltZQ=='],
    'Server=tcp:nl.database.windows.net,1433;Initial Catalog=app;User ID=ops;Password=§0§;Encrypt=True',
  ],
  [
    'connection',
    [
      'SFZxMjVOdTVDbXNNZVp4ZE5hUDdOK3VnZ1VCZ0pCc0JGOFJ1WGs0S3lNSksvOEthTGp5K29Gbm12cDRTOTAzTUM1WjlYU3dzb3A5dS9GZUk2Zy9YMXc9PQ==',
    ],
    'DefaultEndpointsProtocol=https;AccountName=nl;AccountKey=§0§;EndpointSuffix=core.windows.net',
  ],
  [
    'connection',
    ['N09od3RZUUd3eHRPZ29lL3NUQ1Nmd3RPOVdXdzdOd1NicC9DWk1ocW5sWT0='],
    'Endpoint=sb://nl.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=§0§',
  ],
  [
    'connection',
    ['a1drMC9PMHNCZmR5SlpkTmpKZmZaYktFWkIva083MGJNTkNTV2tMOG80QT0='],
    'HostName=nl.azure-devices.net;DeviceId=d1;SharedAccessKey=§0§',
  ],
  ['connection', ['RFpTQkpzVUJaWEpsNXJBTlMyWEo='], 'amqps://ops:§0§@rabbit.nl.io/vh'],
  [
    'connection',
    ['SGo5T0pwZmwzTjdaYjZWN0VYY3BoekNmZ1J4aGxuMlM='],
    'redis://default:§0§@redis-1.c1.cloud.redislabs.com:12345',
  ],
  [
    'connection',
    ['cGYwZmJlYjgxNjE1NDgxNzU5NjgwY2NhNzA4N2UwODUxZDk4ZWY4NDNhNzVlZjFiNDExMWMwOGU2OTk0YTViM2I='],
    'rediss://:§0§@ec2.compute.amazonaws.com:6380',
  ],
  ['connection', ['bWFybWFsYWRl'], 'jdbc:postgresql://db:5432/app?user=app&password=§0§'],
  [
    'connection',
    ['R1Y4SlpMJU40S1J1MmQ='],
    'jdbc:sqlserver://db:1433;databaseName=app;user=sa;password=§0§;encrypt=false',
  ],
  ['connection', ['dGh1bmRlcmJpcmQ='], 'jdbc:oracle:thin:scott/§0§@//db:1521/ORCL'],
  ['connection', ['bWFybWFsYWRl'], 'Driver={ODBC Driver 18 for SQL Server};Server=db;UID=ops;PWD=§0§;'],
  ['connection', ['WVpoMHFjaWx1MTFQd1cyYQ=='], 'smtp://mailer%40nl.io:§0§@smtp.nl.io:587'],
  ['connection', ['bW9vbmxpZ2h0'], 'ftp://ops:§0§@ftp.nl.io/in'],
  [
    'connection',
    ['OGM3SGFwY2k4VUhFazVVVTl3TFJwSjhZY0NIMjVqbHJJYXJ4Q2Q5UjZLNA=='],
    'neo4j+s://neo4j:§0§@abc.databases.neo4j.io',
  ],
  ['connection', ['OU9TTXRNakhZcnMzQVc='], 'clickhouse://default:§0§@ch:9440/db?secure=true'],
  ['connection', ['RVNqVUxteGVCZ25CMUk='], 'snowflake://ops:§0§@xy12345.eu-central-1/db'],
  ['connection', ['czNjcjN0VGJNd1MwVVlEREJk'], 'nats://§0§@nats.nl.io:4222'],
  ['connection', ['TUdsZ2tlQ2l4dzl1'], 'ldap bind: cn=admin,dc=nl,dc=io password §0§'],
  [
    'connection',
    ['cCU0MHNzNjZ0QWloQmg='],
    'postgresql://postgres.abc:§0§@aws-0-eu.pooler.supabase.com:6543/postgres',
  ],
  ['connection', ['cGluZWFwcGxlNQ=='], 'Data Source=db;User Id=scott;Password=§0§;'],
  [
    'connection',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJM016RXpOakl4TURjMElpd2lhV0YwSWpveE56WTBNekF3TURBd0xDSmxlSEFpT2pFM05qUXpNRE0yTURCOS4tMjM3VkViczlDVUU1LWRWM01ReUl1RGRyWlFYSk8yYkZGOTJmQllaSUlG',
    ],
    'libsql://app-nl.turso.io?authToken=§0§',
  ],
  ['connection', ['U3RyMG5nIXpiakJTMA=='], 'mssql://sa:§0§@db/app'],
];
