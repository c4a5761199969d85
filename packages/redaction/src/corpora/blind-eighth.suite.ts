import type { BlindRow } from './blind-rows.suite.ts';

/**
 * By a fifth author, of vendors, streams, tools, files, talk in many languages, encodings and personal data: 14 of 470
 * were missed at once, none once their values were registered. What is encoded or cut into events is told by what
 * carries it, as the last of a row's secrets.
 */
export const EIGHTH_ROWS: readonly BlindRow[] = [
  [
    'bearer opaque',
    ['ekltcWFWZDNGZ3BMV290N1FxZkl6dHVkVzY1dXA3c0djQkVNdm81Ug=='],
    'POST /v2/orders HTTP/1.1\r\nHost: api.shopfront.example\r\nAuthorization: Bearer §0§\r\nAccept: application/json\r\n\r\n',
  ],
  [
    'basic auth header',
    ['V2FsbnV0ITgyMDdqamw=', 'VjJGc2JuVjBJVGd5TURkcWFt'],
    'GET /rest/api/2/issue/OPS-12 HTTP/1.1\r\nAuthorization: Basic c3ZjLWppcmE6§1§w=\r\n',
  ],
  [
    'x-api-key lower',
    ['dTI0Z3B6d2pza21xNTd3enBjb2o5MnFhaG10OHpnNGw='],
    "curl -s https://api.weatherly.example/v1/forecast -H 'x-api-key: §0§' -H 'accept: application/json'",
  ],
  [
    'ocp apim key',
    ['OGU4MWZmNDY3ZDYyNThjOWE4YjJjZWUwNGZkZTg3YzI='],
    'Ocp-Apim-Subscription-Key: §0§\nContent-Type: application/json',
  ],
  [
    'x-amz-security-token',
    [
      'SVFvSmIzSnBaMmx1WDJWakszVHMvSXNpQWRZMDlVdGJWbVUzVGIzcGxPdFRLalFXMFJlY1doRmEwOTI1T2VCMUY2RHEwdDM5djZzSVNvbFFzazFvT0kvc0JBL2VXcEhZR2IxOEkwYUJiRVliUE5oV0hrZ0hKNTh4am15Q2JIZ1lBTEdUZDFWdkZhYmpxaElGbU9aQzZjY1pLVGV4SjJ4UDgyYUwxVXdGMXU2NFJlWUpSKzZQSUNwODRpdzJLRktZUTJSd1FpZGtZSktXSU4ydnBtTmpmdWxjQWExYkNGQWlBdU9Ca29OcDZaVFdFSWlJajZKd1c1TnFsQVJTRU5WZA==',
    ],
    'X-Amz-Date: 20261104T101112Z\nX-Amz-Security-Token: §0§\nHost: dynamodb.eu-west-1.amazonaws.com',
  ],
  [
    'datadog pair',
    [
      'ODhjODM2MzExMGIzZjNhYTA0OGY0ZTcxZjhkNGMxODQ=',
      'ZjMyNTRlNDQ5MTk5NmU0YTBjMjE2YjVmMjc5Mzc3NTg4YTA5ZmVmNA==',
    ],
    "headers: { 'DD-API-KEY': '§0§', 'DD-APPLICATION-KEY': '§1§' }",
  ],
  ['gitlab private token header', ['Z2xwYXQtWHhzbnpna3JGMWcwQlpJeGVIX3I='], 'PRIVATE-TOKEN: §0§'],
  [
    'vault token header',
    [
      'aHZzLmFnMHZVTndXYXdwRGc0TFROaEM2T3Z0SDF6YnJ1WnVqcktydkd5b0xJTEowcXJmNERFV3NnNmU1cE9xRHNZblJGUkZfREZCTE5oWjMyWXpYMk1Pcm52U01OSw==',
    ],
    'X-Vault-Token: §0§',
  ],
  ['shopify header', ['c2hwYXRfYjg2MGI5YzljMzRjZWM3MTRkODE5YjhmMzExYmU2MmQ='], 'x-shopify-access-token: §0§'],
  [
    'algolia header',
    ['YzdjNTMyYWRlNjNmODJmNTkxMTY5YmYyZjk1ZWJjOTA='],
    '{"X-Algolia-Application-Id":"IQJCELOWTZ","X-Algolia-API-Key":"§0§"}',
  ],
  [
    'digest-like token scheme',
    ['YjRiYjhkYzRiYTM4OWRjNTEzZThlY2ViODllOTZmZDJjMWQ3YmJkNA=='],
    'Authorization: Token §0§',
  ],
  [
    'pagerduty token',
    ['dStSSUFRVXFsZUszUW1ia2FhN2w='],
    'Authorization: Token token=§0§\nAccept: application/vnd.pagerduty+json;version=2',
  ],
  [
    'apikey scheme',
    ['YzNnNGVtUk1WV1JIYTBvMmVsSlRabE41UmxjNk5rWnZWM2RSVVdkbE4xQjFaMDB3WlhNNU0zaFRlZz09'],
    'authorization: ApiKey §0§',
  ],
  [
    'x-functions-key',
    ['NGZWY2ROTGRaZDk3TVFDanZHeGF5TkxZVVJDQ3pBNW02M3RRdG5xQ3JxMjFzYWwzSjhWaXRpPT0='],
    'x-functions-key: §0§',
  ],
  ['newrelic header', ['TlJBSy0zTjFGS0VSRFI2TTMxUzhCNDI3WkxBVUpGN0M='], '"Api-Key": "§0§"'],
  [
    'cf access service token',
    ['OWQzYmY2NDJiYjk5MmNjZDM3ZDYxNjEwNDkyODQ3N2VmZGM1ZDUzZTcxYjdmOTE5ZGNlMTYzZTJmOTkxZmY3Mw=='],
    'CF-Access-Client-Id: 755dfb5822522100a9015695f55c1aa0.access\nCF-Access-Client-Secret: §0§',
  ],
  [
    'rapidapi header',
    ['Qm9CWUtvOENUNENTTVE5REFnVURFbG1WUG1sd2hrVkZzODY1bWFYUEc3MDB6RjJNQ08='],
    'X-RapidAPI-Host: flights.p.rapidapi.example\nX-RapidAPI-Key: §0§',
  ],
  [
    'proxy authorization',
    ['UTMqNDdLeEtwNnpvU3NRNQ==', 'RXpLalEzUzNoTGNEWjZiMU56VVQ='],
    'CONNECT api.stripe.com:443 HTTP/1.1\nProxy-Authorization: Basic Y29ycFxrLm1leWVyOl§1§U=',
  ],
  [
    'header array har',
    ['ZzdvUkZxY3M1OGhIeGszaGZ2am9teWxNanRiS1FBeGVwQk5INGZhQTFRYVludFVVNWpUb2NTT2U1LWx6S1dNbg=='],
    '{"headers":[{"name":"accept","value":"*/*"},{"name":"authorization","value":"Bearer §0§"}]}',
  ],
  [
    'raw header pairs list',
    ['MGZmN2RkYWJmNmE1NmQ0NTllYTUxYTY1NDk3NTE3ZTZhYzViOTc0MzE1M2U2ZDYz'],
    '["Content-Type","text/plain","X-Auth-Token","§0§","Connection","close"]',
  ],
  [
    'grpc metadata',
    ['QUl6YVN5U2Nhb3BON0xwYkFjTllCTENiOE5MUlFiSVNyaVRJR25y'],
    'metadata: [("x-goog-api-key", "§0§"), ("x-request-id", "789fba05-1d6d-4694-a11d-d2961ecfcd86")]',
  ],
  [
    'csrf header',
    ['Z3B6UnJoa2hXbllMRS91VGZlK3Z3VnNwaDEwVlNUSnpSVml3N3ZhbVB3YmNCN29WRit4cHZsZXBMSmFQQ3dSNw=='],
    'X-CSRF-Token: §0§\nCookie: theme=dark',
  ],
  [
    'twilio signature secret',
    ['Mjk2MGEyZmEzM2RiZTQzYmEwYjJmZWU1N2NmYzMzOTc='],
    'TWILIO_AUTH_TOKEN=§0§ node verify.js',
  ],
  [
    'stripe sig header',
    [
      'Y2ZlNDlhY2I3NTViYmVlZmRlNzNlMzg4ZjM5NzZmNmFlZmMwYzk4YjFlNTMwMzcxYmNhNGU5ZWM2NTM1NGI5YQ==',
      'NWEzOGQ5ODM0ODgzNDI2OTU5OTZkODdiMjMxYWNmNGNiYmEyMjAyZGFjNjNlMTg5MzM4NDU4NTM2NDRmNzY0Mw==',
    ],
    'Stripe-Signature: t=1790001234,v1=§0§,v0=§1§',
  ],
  [
    'github webhook signature',
    ['NGYwNDBjZTA3M2NmMzg4MmJmYWMwNWUzNzJjNTc1YzBjOWJlMmYyMDc0YjQwNTg4ZjYxMGQzN2VhZGI2OTk3Yw=='],
    'X-Hub-Signature-256: sha256=§0§\nX-GitHub-Event: push',
  ],
  [
    'slack signature',
    ['YmMwNWFiNzc4OGQxZTY2MThkZjI4MzM2ZGZiN2VjNjhiMWRiY2Q2Y2Y5YzZhNzIyNzc5NGRmOWE0NTQwMjg1Mw=='],
    'x-slack-signature: v0=§0§\nx-slack-request-timestamp: 1790001234',
  ],
  [
    'svix signature',
    ['QVNOMW1GUC9QeHpqK0xkYmtGa2FkcmJRcU9LaFhtVUNSYUFGcjdBaUEwZz0='],
    'svix-id: msg_g13XTaUS4w9l5YkgjaPbKjaEGUa\nsvix-signature: v1,§0§',
  ],
  [
    'aws sigv4 authorization',
    [
      'QUtJQUNSM0dZRjdLV0dUUDFRQ0U=',
      'YmZmYjQ4ZTExY2ZjYzY1MWI0NTZkYTI4ZDhhNzBmMmM2NTE2ZmUwZDA4Nzk0NzY5NjQyM2RmY2FkYzYyZDU0Nw==',
    ],
    'Authorization: AWS4-HMAC-SHA256 Credential=§0§/20261104/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=§1§',
  ],
  [
    'oauth1 header',
    [
      'OVdBdkRZQVdyYnNWVU5wb3VWV2kxQ2lzaw==',
      'eTMlMkY3emRGNk0xWGJJUHBpWVRJV2UxT05qYzAlM0Q=',
      'NDY5NDE3MzEzMy1nSkt1NHNnWnVJU05sM2hsT3BGRVQ4cE5hcFV0SFNjd3ZFQVBjUTln',
    ],
    'Authorization: OAuth oauth_consumer_key="§0§", oauth_nonce="vo3aOuNQbn1NxR7zeQrDQkax45ecjUCp", oauth_signature="§1§", oauth_token="§2§"',
  ],
  [
    'hawk header',
    ['SEc3Rk5OTFFnQ1pSV0JGTXpWa2hWQjNkYnpFeXhvNjJSK29kZXdzZ1ZMND0='],
    'Authorization: Hawk id="dh37fgj492je", ts="1790001234", nonce="j4h3g2", mac="§0§"',
  ],
  [
    'set-cookie session',
    ['dm9peXdvbzlwN3ZtcnV4bHFkaTM2azFvbm9xazU3emI='],
    'HTTP/1.1 200 OK\r\nSet-Cookie: sessionid=§0§; HttpOnly; Path=/; SameSite=Lax\r\nSet-Cookie: lang=en; Path=/',
  ],
  [
    'cookie express',
    [
      'dDZUdUh3NFB2VjZyNDhYdmVnTG52OXU3aHhNY3VFOGE=',
      'VXdjWER2VjFlWDZWcWREeHNMSEZoWHU4eXBJZzdLMGJsUXR6OHlFdUttWg==',
    ],
    'Cookie: _ga=GA1.2.1188.17; connect.sid=s%3A§0§.§1§; tz=UTC',
  ],
  [
    'cookie laravel',
    [
      'ZXlKcGRpSTZJbW96VVZaS2FHNUtTVXhRZVd0Q1ZYVmhiVkpMWVZFOVBTSXNJblpoYkhWbElqb2lNbWxZUVRkV01sWnJUMUo1ZFdWd1drNXdOblZXWW1kR1VrZFBhMVo0VDFsT1NsUTVZVU5rZEhNelp6MGlmUQ==',
      'cndqU0lIRHdNV00zeVNiYnRyUUlyNTd4b3kwWlNFQzk1MnVqYzlodA==',
    ],
    'Cookie: XSRF-TOKEN=§0§; laravel_session=§1§',
  ],
  [
    'cookie asp',
    [
      'Q2ZESjh5aFFSTVpDUlU0OS1nNXl2QTIteW9RbmVzUmR0YzR5THFYTGxzSWVnc05weGFWSFBIdlF6eTBfTzd0OXRxUmVsMVVpbVBYMFExdkFRSFJzMDJaaFdyaXM1STRQdDVtTUdMYUtGY1NBVjRZMlkwRFVQYURDOEtJWmtLOFdscmtrQTJDU0t5RDZWbW5FTDJXaTV0WkpqTHktSzc4RjFnYUJo',
    ],
    'cookie: .AspNetCore.Identity.Application=§0§',
  ],
  ['cookie php', ['ZXIzZGJwZGlwbmtxMDM0bzRndDFveXBnOHA='], 'Cookie: PHPSESSID=§0§; consent=yes'],
  [
    'cookie jsessionid in path',
    ['RDA0MzVCOUFENjI4MDQwQ0M5NEJGRDNCREQxRDhEREU='],
    'GET /portal/home;jsessionid=§0§?tab=2 HTTP/1.1',
  ],
  [
    'cookie jar netscape',
    ['cEh6RGJHQ2F0aWlPbjFZcWJjd2ZqQjd0Umg4bHotUFVzNUF0UHlmMzB5VFY='],
    '# Netscape HTTP Cookie File\n.intranet.example\tTRUE\t/\tTRUE\t1793000000\tauth_session\t§0§\n',
  ],
  [
    'playwright storage state',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJNU9UQXdaRFptTWpOak56a2lMQ0pwWVhRaU9qRTNPVEF3TURBd01EQjkuUDhkT1A3MHhtSi1NS1dlMXBzVU0yeHNDMzZGQW53YW1EeVJ2YktULTFwMA==',
      'WGxKN2ZxeXJIZlZXZldpVWR1TmVGR3BlS0l2UjlTRTdYRmo2a1ZZQ2ROT3loV2hs',
    ],
    '{\n  "cookies": [\n    {\n      "name": "__Secure-next-auth.session-token",\n      "value": "§0§",\n      "domain": "app.example.com",\n      "path": "/",\n      "httpOnly": true\n    }\n  ],\n  "origins": [\n    {\n      "origin": "https://app.example.com",\n      "localStorage": [\n        {\n          "name": "access_token",\n          "value": "§1§"\n        },\n        {\n          "name": "theme",\n          "value": "dark"\n        }\n      ]\n    }\n  ]\n}',
  ],
  [
    'query api_key',
    ['WmNlLXVfcVhFdEk4d1BxNTI5NzRyVTM3U2hiZHJuMTFYZ25Z'],
    'GET https://maps.example.com/geocode?address=Main+St+1&api_key=§0§&lang=de',
  ],
  [
    'query sig sas',
    ['YWNBWjZSS0l0R3MlMkZIdTVsN0VDV2NNWFB2cEo3aFJDNzV2MEM5NlJSMTQ4JTNE'],
    'https://acctprod.blob.core.windows.net/exports/2026.csv?sv=2025-01-05&st=2026-11-01T00%3A00%3A00Z&se=2026-12-01T00%3A00%3A00Z&sr=b&sp=r&sig=§0§',
  ],
  [
    's3 presigned',
    [
      'QVNJQVY1S0RGODdNVFcyM0lDQ0Q=',
      'OTFjYmQ5YjlkYTZhMDE5YjI0Nzg5YzJmODg1Njc1NzllN2Q5MDJhZTIwNjRjYzEzZDk2ZWY5ZDUyYzNiMjZhNg==',
    ],
    'https://bkt.s3.amazonaws.com/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=§0§%2F20261104%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Expires=900&X-Amz-Signature=§1§',
  ],
  [
    'gcs signed',
    [
      'NVBmUyUyRmRTZmlCdnNEZ1dNRGhzV2J4eFBhemFBdExlTGVkVnNiZUh5WDR5S040ZTdLdjlvS2FFTFVKcUN2V3ZLTXlaWmhmbVQyRjNXUmJhSUhTQ2htSkJUZllOYVFEVk92JTJGVDVUZTc1aDNYeFpHZWtLMWg1RGEydFJqV2tKRGtPbyUyQklOYTRkYWolMkI1TnVRNFpTTEo4ZDVMMm1GOTJSOVI3Rk13VUVnTUkxaFltTHk3VTk1WjgwN2dmWjd4OXMxanBPZUNqUGVWZUdCOWNMUndDS2U0MG1KY0pmT3FBMmp0OWRETXRDdXkyNlVFVk1qZ2VDTXVueUhWVlh1NDF0U1hXTUtwNG5RbEFVaDFZdnZXeSUyQk5wNGc3JTJGQ2F4OTdPclNPTXBpV0todjE2S1dGQ3gxZU1pSFc3QkhNbktWVGNQajZ4Tk9YUXdCeDFFMEVYdW8wMXViM1p3JTNEJTNE',
    ],
    'https://storage.googleapis.com/b/o.png?GoogleAccessId=svc%40p.iam.gserviceaccount.com&Expires=1790001234&Signature=§0§',
  ],
  [
    'cloudfront signed',
    [
      'bmxaYUNsU25vMV9Hbk9RTVlJbUJuTG1iTnhNYkFzNWstOHdxOEFON1Z6UGJneFNnMEVhX1Z4S3ZTWm9RbnI2SmpLMXFTT09SWmg3eDJrLTVqclVoQUlLdlljX0dhMGxELXVzakxRcmFCNTdjZkxFUEtEbFI5ZnpIUUF3M3RuYzM0b2F3VDRQQUR1aGtpSVNQbVdzSy1iM3NGbkl3dTFrZjRmMUFVclpFdWVhQ1dnOFpOSW5vWllxVV9vQzhGWld0RG9JRUswQ1F5amlfMk81R0Q4M1J6Q3RPRi00anZOS1IwUTdCOUpZajlBd2VYWjJ6LVo5UksyeDQ3by1UdHQ2TV81QUo3V09WTncyTGtZMHpsazhncHp3c3pUMkgzRGJDZWdaNnhiTGx5TWxG',
    ],
    'https://d111.cloudfront.net/v/1.m3u8?Expires=1790001234&Signature=§0§&Key-Pair-Id=IS72XOCUOR9UKL',
  ],
  [
    'oauth callback',
    [
      'NC8wQW44dHJWQ0xFRTIyaXVpMVNYbngwNlQ2NE9yWmN0eWdudGRNc0VQOVl5Sm9rNktrUEN1OGc0NnF6U0VCMlBXTzhOVDZmS1c=',
      'bi1YNlNURkF3eGp6a3dzZC1RRktfTzA1ZGhHTks4bnI=',
    ],
    '302 → https://app.example.com/oauth/callback?code=§0§&state=§1§&scope=email',
  ],
  [
    'token form',
    ['Umdqck5VOU9FUHJOUkxjLVljeTBMUnJFYktrRVlnRTFRMVBuUzVQWg=='],
    'POST /oauth2/token\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&client_id=billing-agent&client_secret=§0§&scope=read',
  ],
  [
    'password grant form',
    ['U2FmZnJvbiUyQjgxNDV4Zm8='],
    'grant_type=password&username=ines.weber&password=§0§&client_id=mobile',
  ],
  [
    'refresh form',
    ['QUVQRzNxWndEejUwTjA3YkRnanhra3lYZUJueFBBNU1wN2poYmkwSmltTjlvM1gxX0RlQXdzU0xtaHhtTjI1dlVTM1J4dC1P'],
    'grant_type=refresh_token&refresh_token=§0§&client_id=web',
  ],
  [
    'login form multipart',
    ['UmF2ZW4hNDM2Mm9rcQ=='],
    '------WebKitFormBoundaryx7Q\r\nContent-Disposition: form-data; name="user"\r\n\r\nmartin\r\n------WebKitFormBoundaryx7Q\r\nContent-Disposition: form-data; name="pass"\r\n\r\n§0§\r\n------WebKitFormBoundaryx7Q--\r\n',
  ],
  [
    'pkce verifier',
    [
      'U2tlUExJem8tVkJjeDd0RS1aQTI4WlNRWE96S2RETkh4YllndzZQeWIxUFhkVFlmaWhscmkxU3JzRnFMdnNkTQ==',
      'OWNjcmJhV3hwZ3B5aTlzbW0zaTBQRWxFZ3lvZWNJ',
    ],
    'code_verifier=§0§&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&grant_type=authorization_code&code=§1§',
  ],
  [
    'saml response form',
    [
      'R3lPZEtuVnhMc05ZTldiTDZGbVVtNDVKUks2JTJCTiUyQmx0bDQxUTJ4QkdFV1hFR3hBQmZoZjU0OUxGOUtiSjBWWk0wTkhHUUVuZXFVNmhxTjJQbiUyQm81anBRb0RCTkh5Zm1ReUlqT01WVlV1VndNY01ITDE5WVlTdTVLeW5XbFFVMUdLTVZYcENBUVJhdEd3WjNGQTlRR1JPb3dFQlBFNW9TdVJkY1pPV1hpN2wzWWJkQjglMkZ2WWNtc0V3eGVOd1JIb2RNanE5UHlSUk1ISzJmTkpOYzRMZmJoYTdNNUk1WG9DU1NiREM1S1JCeTRlNFV3RnJqMzROWmNRUzRNc25VdWZMQXJZaWdSYmJDRjYyUmxVeVN6cWFWUFJsYjVGYWVVWDZ0cDZmbzVjVEk3bXY4UkNHVXFDUGtaenNzSzhjRUlkVEttQVo4MGswYWVZaTlYS1p1YXlTUTR4MXlqRjFoTjkxNlRnYUZOajlaU1NqZUslMkJZeVdhSktLSHhMSnNlWnR5YXNncGdCbW92dHF4R1ZSOUpuVGJ2Y0w4bjVlUzhXNklRQklJeEVpUUJQS2dRalR6bWVzV3hWWEdlTFhkRlJxUms2NnlKWSUyQmJDN1lMNm43dW9Qb0JqUzJYeDVoQTJNVDlRS0FxblJja0F4cGYya0dHWWFJVFYlMkZoSUV0cFlhWTM0R2hlTHpIQXV3bU5pbnl4SllRaVJZbVVDb1gwc0YwR2Z6dW93Nk9TbTZ6dU5MS1hxeA==',
    ],
    'SAMLResponse=§0§&RelayState=%2Fhome',
  ],
  [
    'fragment implicit',
    ['dGp3QjBNMEI2YkFETXllWHpwOTJ0ZE41NEJINUFKNXpIblJLSGVsQUtvNUNBb2lpdHZlcUxrclJiQ0Vq'],
    'https://spa.example.com/#access_token=§0§&token_type=bearer&expires_in=3600',
  ],
  [
    'userinfo url',
    ['Wm5HTkRMSGVzTXhvc3ZIekMy'],
    "Cloning into 'infra'... https://deploy:§0§@git.corp.example/ops/infra.git",
  ],
  [
    'signed unsubscribe',
    ['ZDk5OThiNTM4OTM1OGVjMzY3OTI2MDM1ZDdmMmYwYTA5N2FiN2I4MA=='],
    'Unsubscribe: https://news.example.com/u?uid=8812&token=§0§',
  ],
  [
    'websocket url token',
    ['NDRQSzlpVzBJOURxVzgxaks2TEd5NzlEYTZaSkpJN21NMkdlLXh1YlI3Y0lXRFp5VVM1NUo0Rlo='],
    'Connecting to wss://realtime.example.com/socket?vsn=2.0.0&auth_token=§0§',
  ],
  [
    'mobile deep link',
    ['MTYxMjU3', 'NDhiZGJiYzItYWI3My00NDE3LWE0YTctNTYxMDhhNTE1OWJh'],
    'myapp://auth/complete?otp=§0§&session=§1§',
  ],
  [
    'double encoded query',
    ['TGZpTnNfaDJMcHMzZzUzelJSZkE4X1Fja0NVOWpVQ3V1WHZzY1ZBQzVTSmtrTTFx'],
    'redirect=https%253A%252F%252Fa.example%252Fcb%253Faccess_token%253D§0§%2526x%253D1',
  ],
  [
    'magic link mail',
    ['ZjF3NzQtZGZWVnZIWHRFVFpyb1R0MzZhWml4VnFEVEVLTlloc1FpSnBadw=='],
    'Hi Jonas,\n\nclick to sign in: https://app.notely.example/auth/magic?token=§0§\n\nThe link is valid for 15 minutes.',
  ],
  [
    'reset link path',
    ['ZDU5ZGExOGJkOWNlNDJhMmI1NDk2YzFhNGE5OTUyYjAxYWZiOWIzMTI2YTFhZjY2ZDJhNjc5NzUwNDVhY2MzNQ=='],
    'Reset your password here: https://accounts.example.com/password/reset/§0§\nIf it was not you, ignore this mail.',
  ],
  [
    'django reset link',
    ['ZW1sZmg1LWMyNGFlNmEzMTlmZDE0NTEyOTc0ZWQwNTY4NjFlOWJk'],
    'https://portal.example.org/accounts/reset/MTQy/§0§/',
  ],
  [
    'invite link',
    ['Ni1zRnVoOGtFbHlWVEJHM0dJaERYdmd3M0g5ZW05dGJoUUgwZ3BvVg=='],
    "You've been invited: https://discord.example/invite-accept/§0§?email=true",
  ],
  [
    'email verify link',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lKak5qTTVZVEV5Wm1ObE1HRWlMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJbkIxY25CdmMyVWlPaUoyWlhKcFpua2lmUS5yaGg2RUVtRDh0TTVfYzBNRE8xa19CM19BVnkzVkM4dC1DenhqRUNWVkRz',
    ],
    'Please confirm your address: https://api.example.io/v1/verify-email/§0§',
  ],
  [
    'supabase action link',
    [
      'Y2E4NDEzMzU0NmQzYzYzNGQ4MmZhODUzMmJlNGVmZDBkNGNiM2FkOWYxMDA1NjhiZjRjYjBkYTQ=',
      'OTI1MDA4',
      'MDQzZjhhY2NlMzI1NWI5Nzk3YjIyYTY0ZmQwMWVjYmQzMTRlOTdmNjc3YTVhY2VhZDdjZTcxOWE=',
    ],
    '{"action_link":"https://xyz.supabase.co/auth/v1/verify?token=§0§&type=magiclink&redirect_to=https://a.example","email_otp":"§1§","hashed_token":"§2§"}',
  ],
  [
    'slack webhook url',
    ['VDVNUldGWElHOC9CQzJIUVVRREZGUS9aRVRPQ1prSEJodXlHdXNhSW8wSkxNSFg='],
    'notify: https://hooks.slack.com/services/§0§',
  ],
  [
    'discord webhook',
    ['RTUwSmlLcE50OTZBYWx0SjJRZkpKQVVla0lCVExQWEE1NlZpWmJiNlpELTBfX2JfYm1tLWpZUjJpcHZlTk8tek5oRVY='],
    'curl -X POST https://discord.com/api/webhooks/688522812648478342/§0§ -d \'{"content":"done"}\'',
  ],
  [
    'teams webhook',
    [
      'ZTc5MTlhMjMtYzdiNS00YzU0LWFjMjAtZTUyZmJjN2JkNzAwQDg5YWEzMDlmLTBlNDItNDAzZS1hZDNhLTNjZDk1NDY3NzE0Yy9JbmNvbWluZ1dlYmhvb2svM2E1OWIwNTY4ZmMwNGY2Mzg3ODczY2UzM2I1YjgyOTUvMTgxZmNiYjgtMmQzNS00MjVmLWExZTctZjAwMTQyMzY3ZTMx',
    ],
    'https://corp.webhook.office.com/webhookb2/§0§',
  ],
  [
    'telegram bot url',
    ['MjQ3NDg3NDM4MTpBQWF3Sjh6MDRyN29mQ1lQQ3JvZjJhQnRPNzg3djFEODR4dw=='],
    'requests.get("https://api.telegram.org/bot§0§/getUpdates")',
  ],
  ['zapier hook', ['cGV2aGNhNA=='], 'ZAP_HOOK=https://hooks.zapier.com/hooks/catch/3801893/§0§/'],
  [
    'sentry dsn old',
    ['OTE0YTU1NmE0NGU1ZjUyYmM1N2NiYjk5NDk5YmQ4Yzc=', 'NjczNGJmMDUyMTZmOGQ5ZjFkMTk3YTZiZTIyMTM0NWY='],
    'SENTRY_DSN=https://§0§:§1§@sentry.io/522498',
  ],
  [
    'ics feed url',
    ['NDk0ZmIxYjcwY2FiN2E1NGRhNWExN2Y3NDc2ZDIwM2E='],
    'Calendar feed: https://calendar.google.com/calendar/ical/ops%40corp.example/private-§0§/basic.ics',
  ],
  [
    'oauth token response',
    [
      'UlEwRThjbDloQjJtYWxJUmtlYWNEeFRKR3lvalB6SFhNNUpKNUR5QTRKRXpJcnBGZW9oeFhwNzhfWXF5TTRwOE9xcDQ1aUlZVHU5TVhTb0Q=',
      'MS8vMEd3c1B2djIxM2FoT2RaSjVTYXFpcF9nazBDbm01UjJ4VnNKS2ZubWltZ3RhR3RyNUlsZFNBS2R4YWRGWG11aEl6WFVMWXE4SENWQkMzOVFTa0Y4SUVlY3IycA==',
    ],
    '{"access_token":"§0§","token_type":"Bearer","expires_in":3599,"refresh_token":"§1§","scope":"openid email"}',
  ],
  [
    'azure ad token',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJME5qVTNOREZpTXpCaVl6Y2lMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJbUYxWkNJNkltaDBkSEJ6T2k4dlozSmhjR2d1YldsamNtOXpiMlowTG1OdmJTSjkuSWgtNWJaWi03U3h4RW1YV282WVZxdHBzVG1QZmdZVlJsYmZfU1ZmLU9ZRQ==',
    ],
    '{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"§0§"}',
  ],
  [
    'aws sts assume role',
    [
      'QVNJQU1UOEIxRlAwT0VUT0Q4T0o=',
      'd01FODNpYkFTaGNhVkZmTllSTy9KZ2IzSWpiQlRDdWVvclpYeFE2dg==',
      'RndvR1pYSXZZWGR6RTV6b2dod0N5NHF3VnIvL1dPWHlWTFBWN2c2Q3h2NXlXc1Z6dVVuVkJkMHIvK1AyUUlPRFE4amtSVDN5MmlsOTdRdURFRXBxeGpFRVkrdWRmOVRZbEVJa3orWVpHZzByMGtNWjNFakR2bVhLMmRiOWcrUGdINXRBNisyME1qUzdMQ0hsbUVjSzdlSXBIT0dMd2NKMmtocXRkODQvSnFoV3M3TnJ6QkVkMys2WGRJWFMvWnV2MTFpcnN0RGZUbm5LZDRZVkJHeFczbjdJTEkvTGJaUjByVkUybUd4MWxrTnNFd3VsYzRwbFF5U29Ha3dDQituNjVHK2JUTERwUll2QXZtY0s5U2ZDL05UYz0=',
    ],
    '{\n  "Credentials": {\n    "AccessKeyId": "§0§",\n    "SecretAccessKey": "§1§",\n    "SessionToken": "§2§",\n    "Expiration": "2026-11-04T12:00:00Z"\n  }\n}',
  ],
  [
    'aws create access key',
    ['QUtJQTUwQ1UwQzBDQjFKWVlOWDk=', 'aXk1T2VxYWxKeVpzMUJmRldwTmMyNTNKT003MmhIV3B4ekpFOEhBQg=='],
    '{"AccessKey":{"UserName":"ci","AccessKeyId":"§0§","Status":"Active","SecretAccessKey":"§1§"}}',
  ],
  [
    'stripe webhook endpoint',
    ['d2hzZWNfS01pNnVMT2d1V0R4eTBKdWVmbWxCcmxBem56bGZCNVo='],
    '{"id":"we_nxTUekaunprY7xXrdP3ucs1f","object":"webhook_endpoint","secret":"§0§","status":"enabled","url":"https://a.example/hook"}',
  ],
  [
    'stripe payment intent',
    ['cGlfczhySnNWald5NFloSHRiZGNSa2RDaUk1X3NlY3JldF9xZlUzaG9oMDJxTlB6Z2pwemNmaENpVHZQ'],
    '{"id":"pi_WVpiVPDwnHDF8YCLQ8Aqn2bR","object":"payment_intent","amount":4200,"client_secret":"§0§","currency":"eur"}',
  ],
  [
    'stripe ephemeral',
    ['ZWtfbGl2ZV82N1RucjIyNDR5STFuMWNKRUM2MXNzT0lBdjZTUWNUM3FoWHZCZXlPM0kyWUdxT0dmTQ=='],
    '{"id":"ephkey_9vdh89V0O44rai1b","object":"ephemeral_key","secret":"§0§","livemode":true}',
  ],
  [
    'github app token',
    ['Z2hzXzhYTzdPNWw5SHJvWU5LZUdyb3ZSY3lubmRJcm5UcWpPY0pLTg=='],
    '{"token":"§0§","expires_at":"2026-11-04T12:00:00Z","permissions":{"contents":"read"}}',
  ],
  [
    'github actions oidc',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lKalptRmlZakU1WVdVMlptRWlMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJbWx6Y3lJNkltaDBkSEJ6T2k4dmRHOXJaVzR1WVdOMGFXOXVjeTVuYVhSb2RXSjFjMlZ5WTI5dWRHVnVkQzVqYjIwaWZRLmxGWU45SVBlbE9KNkpJZWhSalFmV2RCMDdXcUpFc3VQeXVQenVPeDBVM0U=',
    ],
    '{"count":1,"value":"§0§"}',
  ],
  [
    'github oauth body',
    ['Z2hvXzhOWngyZUlacmZrZk14azA0MVNZVnkyazRsMkpuNEQwQ3JYWQ=='],
    'access_token=§0§&scope=repo%2Cgist&token_type=bearer',
  ],
  [
    'gitlab deploy token',
    ['Z2xkdC14OTFya3NaTXFDbkRoSlp3UlVXYg=='],
    '{"id":1,"name":"MyToken","username":"gitlab+deploy-token-1","token":"§0§","scopes":["read_repository"]}',
  ],
  [
    'slack oauth access',
    ['eG94Yi02NzkzNTY3MTE1ODEtNTc5ODcxODIzMjA2LVltNjNvSlI2c0dhYVY4Sm1yM1E3eWJQQg=='],
    '{"ok":true,"access_token":"§0§","bot_user_id":"UQVA0IURE","app_id":"AXQBDK49Z07"}',
  ],
  [
    'slack app token',
    [
      'eGFwcC0xLUE4VlFPSjZUVDlaLTU4Nzg4NTM5MjY2MjgtZjg2ZTYwYWM3YjQ5ZmVjMTFhMTUxYjcwOWM3MWIwNzRiNjk2YjhjZjE3ZTEwMWI4OTBkZTNkZTM0ZDEzMjNmYw==',
    ],
    'SLACK_APP_TOKEN: "§0§"',
  ],
  [
    'openai create key',
    [
      'c2stc3ZjYWNjdC1iZEdTVEQxcXRyVkZ2MUYxN05MWGE1bGhoVTdNTU95c1FMb2x5TkdnZnFWVHkxdkpUcDRFSlZHQ1dqY2NSb09Dd0RlV0Fla2l6dVNVZlZIdGJwQUxqVjd0d2Zrc0RvbG1kM3JZ',
    ],
    '{"object":"organization.project.service_account","id":"svc_acct_6s8v2huphkiz","api_key":{"object":"organization.project.service_account.api_key","value":"§0§","name":"Secret Key"}}',
  ],
  [
    'openai key in error',
    [
      'c2stcHJvai00bzdvbG5FUU13UGZRbENRU3JCaFNXOHpBT0tfUWxmZVgzQzdEenBzQXdveF9IOWRrdEMydlhqYWthNkdVZ2tTVzJoeGdBQ041cUtHUHRjQQ==',
    ],
    '{"error":{"message":"Incorrect API key provided: §0§. You can find your API key at https://platform.openai.com/account/api-keys.","type":"invalid_request_error","code":"invalid_api_key"}}',
  ],
  [
    'openai ephemeral realtime',
    ['ZWtfNzUzM2YzOWFiZGIxZGFkNzFiMWI4MTVhNWRhMWRhOTA='],
    '{"id":"sess_w9c3sLoIYuJzegZ0dryl","object":"realtime.session","client_secret":{"value":"§0§","expires_at":1790001234},"model":"gpt-realtime"}',
  ],
  [
    'anthropic key export',
    [
      'c2stYW50LWFwaTAzLS1oWHlXQmF0cVVHMFk4Y0htWlNMb0lpTml1LURzOHIwbU9aUEdTeHRpc0p5ZVNVRWlxVVZOS3BqLWlUX0FhU1ZQNmMzVG8yTHl4RllzSndPMlkzRW80ZUJoUk1hYUFB',
    ],
    '$ export ANTHROPIC_API_KEY=§0§',
  ],
  [
    'sendgrid',
    ['U0cuMkV6aTdDUEx1d3VQOGtuZmI3aVdGQS4wR2VDdmhJdmc1QzJuM2IxSTJTRTNsMEtzbWVTbDd6SlhnR1VpWlNFYll5'],
    "sg = SendGridAPIClient('§0§')",
  ],
  [
    'mailgun',
    ['a2V5LTIxMzVlOGYzYWVhYTJmZGVlYzBiMDkyYjFiMmExNzFl'],
    "curl -s --user 'api:§0§' https://api.mailgun.net/v3/mg.example.com/messages -F from='x'",
  ],
  [
    'twilio api key json',
    ['Mm9NNjVUNDhmejJJeVI4eFhKNmVKS09reGk3NDFLVGg='],
    '{"sid":"SKcc466b92e0f49d3addec4f3c07f00c43","friendly_name":"agent","secret":"§0§"}',
  ],
  [
    'plaid exchange',
    ['YWNjZXNzLXByb2R1Y3Rpb24tYWM4ZDVjMjEtNDAzNi00YWZhLWEzYzAtNjQ5MGI0YTg1OTZj'],
    '{"access_token":"§0§","item_id":"gvW9susmi0B75LmsnyZICF3NVj1p73N5VOzFa","request_id":"Xovv24cQOz5KbUl"}',
  ],
  [
    'square',
    ['RUFBQXk5ejYxemhDelZueGlQRlVfUWk1amFKRXVRVGh6b0U1dEYtX1VBSnU5Q2dDNUJyNWhTQ2M0YUVRS0FBbw=='],
    'Square-Version: 2026-10-16\nAuthorization: Bearer §0§',
  ],
  [
    'braintree',
    ['ODVkN2RlMzQyYjExYzc5NjdkYjA4M2U0YTJhYTc1YmE='],
    '{"merchantId":"tx11pdi1ocrsxg2g","publicKey":"73d1xxgzeptw28pd","privateKey":"§0§"}',
  ],
  [
    'adyen body',
    [
      'QVFFR2xveEJGcHowNzRVUHcwdlhKYjBHMWNRTzlmTmhiOGdzUWYvaU05K0ZPOWVMcEt1dzRPSWFhOEFsNXR0YUloMVNzRmFwOHk1VXZxYzUvQUJqRHRBR2s1YmJvNi9sSTZZcUFkbWFhUG1renc9',
      'RkZFNDgzMUY2OTAzNjM5NkFCREI1MjFDN0M4QzlCQ0VGRTY0QjcxN0FEM0JFNDNFMzIzQ0IzREE4MUY1MTIyNg==',
    ],
    '{"username":"ws@Company.Acme","apiKey":"§0§","hmacKey":"§1§"}',
  ],
  [
    'firebase signin',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJek5UTmtOV1JpWWpRNVlqTWlMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJbVpwY21WaVlYTmxJanA3ZlgwLklPczlIWUVDR1gzT2Q4eS1rbGthcUIxX21CeUN6T1RQT1ZqQzduMllJbHM=',
      'QU1mLXlxNWluWXdVUk1Nd2k1MFppUnd0aVpUTTNqUFg5V3o3S0xSTDVfY1dCVFJ3UXBzOWszc09TZkFJWlB0NWlrVGdySGd4LVg3eHFQQng4emhDZnVIaXBwQkpUWXdobnBPc1ZuUjNEZHJ0bU1ROEZOSmREcWN1S1dlMGNBclJVQVF0ZmhzSVNnakw4T2RhOEN0endmWTFKRjZ1M3UxYVNyOUZXeFRJTk5YUm9hZ09Qb0RMa25mVQ==',
    ],
    '{"kind":"identitytoolkit#VerifyPasswordResponse","localId":"NvDTfClIHz88MbY4UAjF65qWs6Tf","idToken":"§0§","refreshToken":"§1§","expiresIn":"3600"}',
  ],
  [
    'firebase signin request',
    ['bGVuYS5rb2NoMTBAcG9zdGVvLmV4YW1wbGU=', 'VHVuZHJhKzkzODFhcHY='],
    '{"email":"§0§","password":"§1§","returnSecureToken":true}',
  ],
  [
    'cognito auth result',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lKaVl6azBZbVJsTXpVek9ERWlMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJblJ2YTJWdVgzVnpaU0k2SW1GalkyVnpjeUo5Lkd0NkNPa012WVo1d1hMaWtSOTU3Tk1STTlJTlRuZTlfLThMRENFOGZSY0k=',
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJMVpqTmpZVE5qT1dKak1XVWlMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJblJ2YTJWdVgzVnpaU0k2SW1sa0luMC5PS2FvR2ZmSlBfb1ItbEFOQVFTaVoycTdZdWlzY0JlRG5RWTdJQ1ZVQUw0',
      'UVdHMGtvX3phbnFHQmY4dlRmQVQzdzMxaGY2VTA5Z050cnpGSlpDd0J4T0pOR0U0MFlEcjhEbEJJNGJvS19uUVN3ZlJ2amZSdkRtbXNDd3ZpcGRlMmhWY1BEcWFJTlpuT0l4TVpmNlNybzF1VHhYRFZJalBJOUhPNE05Z2hfSG9PRGM2Y2tBQXpFSzFKWDM5dXk2UkhaTFlhZFp6WHVJZVdEbjhsVERKeVM1VFdlQnM2S0JDblNBOVNSVWw3UE5tamx5ZEhFNVhVLWV6cE1LN09HT0hmZHlvTlVuVmVYa1FJblRRMzVUenp3ejFfVGxZZlRoZEhtMG5abFpKMUlmYzBuTHlvYVYyVm1PWk12UGktTDZDQllPV2F4MnpSMWQtbUVpSzg2bGx1dzdU',
    ],
    '{"AuthenticationResult":{"AccessToken":"§0§","IdToken":"§1§","RefreshToken":"§2§","ExpiresIn":3600,"TokenType":"Bearer"}}',
  ],
  [
    'cognito challenge',
    [
      'VzZ2OTI0N0YyRkN6d0JwMHdHY3VXb0dmRkY2ZDlFU21rcTdmTndpdWZLY1FkaXJFYWtwMHJLVUQyMGRQM2lQcHBTR0ZkTkR4SHhHaDJtWXpsR01sTHJhNEpjN0xMVTU0WENBRVVvTmplVzlFM2dNeEVTenhrU01EVkU0TzViYlYxcF9FMHZqSkl4b2dIUlBaUjRQNkxPR2kzWlVwWFRDVHBuSmNaQUhVZ0xDa3haQURBZFEwR3c0ZXNITGJkZk1jTG5uYVVPREUtRVkzTnJfNVBUbHVQNG1jWnQ2Qg==',
    ],
    '{"ChallengeName":"SOFTWARE_TOKEN_MFA","Session":"§0§","ChallengeParameters":{"USER_ID_FOR_SRP":"061176f8-fd6f-4da5-a481-efbb0bd0a19a"}}',
  ],
  [
    'okta session token',
    ['MjAxMTFlNnVwZ1lka1UxX3JMb3JJdVctUFVuaVNwUGZtZFJ5REpPb3hY'],
    '{"expiresAt":"2026-11-04T12:00:00Z","status":"SUCCESS","sessionToken":"§0§","_embedded":{"user":{"id":"00ujkSfUAc13f44aiOs6"}}}',
  ],
  ['okta ssws', ['MDBuZWlkNGF0cDFvdmZ5a2NuUWY0UnlKWi1pZWhFdWNuMGFSdTg2aF9S'], 'Authorization: SSWS §0§'],
  [
    'auth0 m2m',
    ['T25OT013bGJNbHFmLWQtMlhxamhsb3hNYUpFZzZXTUtXR0xIdlJVdXoyYlB6elVXUUFJcThWOGVoQXFrM3AzaA=='],
    '{"client_id":"LsmJJBvlH0IgExI8ucCg8VU6DyvuuNhQ","client_secret":"§0§","audience":"https://tenant.auth0.com/api/v2/","grant_type":"client_credentials"}',
  ],
  [
    'keycloak credential',
    ['SnRVU1kwejBoeHNKR0FmTGRDY1NnekNad0UxeVVGamM='],
    '{"type":"secret","value":"§0§"}',
  ],
  [
    'linkedin',
    [
      'QVFJc091cTVRZHVEc3k1d0ItZVdGWGwyUHFrcVYtRXZJNXozaGNtd3doMmRhQldkUWRJWXlLWWtBWFR4MFBLU1NZcTNOV3lxUExveFNMeF8yM0ItVm9rRTZqcHRGdjlMTWRBOU1GNVRZREhvaEp4ZFJDdDlReDhCV1F3bjlHbGV5UlFOR2tyYTczQkVsb3Voc2hKbWd3dmhkWC1SRVFqUUF1MTBLS3dtUGdMYjBUN0tCbnVvUHhHMmViakU3TTlTaGJqcVZZVXRhQQ==',
    ],
    '{"access_token":"§0§","expires_in":5184000}',
  ],
  [
    'facebook page token',
    [
      'RUFBR2pBWDZraEtCa2g4VTJUWk5pdm0xeXRJWVdwaEk0N2tFd2hVOU9aa0FydG41WTk3ZE4yaEhKNk5ITnkxYzd6N2FGWWpHZkU1Rjh6dnJYZ1I3Mk9td0F1YmdPTGJaeUhmUEVhR2dWZ3Y5ZUppWHJNM3N1cnZiV2l4Y2l1c0FiSDlCeDc1ZzkxdkRIb0szQkRJeGdCMHZ3cTZKWWxra0tVT0s=',
    ],
    '{"data":[{"access_token":"§0§","category":"Shop","name":"Lampenladen","id":"662692188120570","tasks":["MANAGE"]}]}',
  ],
  [
    'notion',
    ['bnRuXzUyNTcyMzEzNTMxdm51Vjh0NWdValVCWE1WeWV1RUw2QWRQcVJsVE1aZzY1NTY='],
    'NOTION_TOKEN = "§0§"',
  ],
  [
    'airtable',
    [
      'cGF0Y2U0c2hvMGJLR1AxT20uMGVkYTIxYWU0ZDFiMGEwYjk5NDZkNzk0NDE2MDgyZTY0MjhhMjg1YzlkYWM2ZmYxMDNlZmI3MmFkNWM2NzY2NA==',
    ],
    "Airtable.configure({ apiKey: '§0§' });",
  ],
  ['linear', ['bGluX2FwaV9GTFh2cUVEQ2ZSQ3kzSzFOaXREbnVCZ3pvZ3hRWTJwRXkydllQRXFp'], 'Authorization: §0§'],
  [
    'asana pat',
    ['MS8yNzg1NTIxNDkxNzczODE4OmIzN2Y3NjgxNGQ3NmZlYjdhYjk2Mjc2MjM0N2ViMjk5'],
    "asana.Client.access_token('§0§')",
  ],
  ['figma', ['ZmlnZF91NDBUanFtNkJPTU1WM1VfeXV4U3dKLUR6OUxUMG9Ec3JacVEweTdS'], 'X-Figma-Token: §0§'],
  ['hubspot', ['cGF0LWV1MS0zNGM4ZmMxNC04YTkwLTRlM2QtYWRmNi01NTdhNmMzNGU3NTg='], 'hapikey: §0§'],
  [
    'zendesk',
    ['MDQwMHFYek4xeGdLMDZ3YnZIcTgzT0J5RElXdDlGeEgyUElQTEEwdA=='],
    'curl https://corp.zendesk.com/api/v2/tickets.json -u agent@corp.example/token:§0§',
  ],
  [
    'jira api token',
    [
      'QVRBVFQzeEZmR0YwbDJrbjJHVE5DVGJ5eUMzWXJOY0toZXdXSlZVWDlnQ3BKa1EwQ3BhXzh5NmpQWlgtUmRzTmFHdE5WbWhWODFSemhmVjV1clFYcnQ5RmplSkdwZ295ZEN5eVFQdVRidEYtd2NuN25xMlZxcG54eV9mUzhiX3JtemZhYndNbEFyelRMemxjVG9iTWcxbi1sY3pkMUstRDRpMXI2OVFMSjk2c0pHa2drMVdKNEM9RDE1RUM3QTA=',
    ],
    'JIRA_API_TOKEN="§0§"',
  ],
  [
    'huggingface',
    ['aGZfTEU0bmk3cVlVSzZKVUM0NDhYSUpSN0NjeVRhQUk5cjFrOA=='],
    'huggingface-cli login --token §0§',
  ],
  ['replicate', ['cjhfOHp6aVpCdVRtakoxb2NKS3pneDdhZ1V6aE15V0RXN3E3SXVtWQ=='], 'REPLICATE_API_TOKEN=§0§'],
  [
    'cohere client',
    ['OXZMdWliSko0VENreXJ4WDRsNWpsV3FzdEt1WkN0YmtJMjNReVVyNQ=='],
    'co = cohere.Client("§0§")',
  ],
  [
    'pinecone',
    ['cGNza19yQW9LNWNfUjJEbGgxRTVqcjV1TjJzSko2RjZGbUNRNzcxTndlWkNBVU04RXVaR0YxdnpYb1R0TURFSkNFSTRhV01l'],
    'pc = Pinecone(api_key="§0§")',
  ],
  [
    'langsmith',
    ['bHN2Ml9wdF85MDI2NjdhMWU0M2QwMmM4ZjZkZGExYWE2MGNmNTFkYV83OTY5N2Y4NGMw'],
    'LANGCHAIN_API_KEY: §0§',
  ],
  [
    'groq',
    ['Z3NrX1NVOTNYQWNFcml4ckhEZXJCZUNMRWtqN1dGMUdZazV2R1cwYm9JTXpDMmJJRDVZM0M0eVQ='],
    '{"provider":"groq","key":"§0§"}',
  ],
  [
    'xai',
    [
      'eGFpLTlLT0dWRjRBWGlJM3BNZjdqa2J2UHU4bkxKd0Z5WE9NdWo1N3l2RnZ1cWtpMUU5Qk5GS0pjTm5naUxyeG1tU2JianNiam05SkRRaEdMWFNn',
    ],
    "XAI_API_KEY='§0§'",
  ],
  [
    'perplexity',
    ['cHBseC1SUU1QQndxbFVtTnh5ZUJOU0NKc0g3SGRhZHdKRTV4UVVrY0lVOVlhUHozU3p3Q0Y='],
    'headers = {"Authorization": "Bearer §0§"}',
  ],
  [
    'digitalocean',
    ['ZG9wX3YxXzA4M2JhYjY4YjVkODJlNDBjMWI4M2ZhYzM5ZjUwODg5MWMwNmEyYWFlYTA5OThmMGM5ODFhOGRlZGFkZDQ4YmM='],
    'doctl auth init -t §0§',
  ],
  [
    'cloudflare global key',
    ['b3BzLndpbGxvd0Bjb3JwLmV4YW1wbGU=', 'NmQzNWZlY2Q1YzRiYzViNzNhMmMyOTcwM2UwNzk0NmEwMGIzNA=='],
    'X-Auth-Email: §0§\nX-Auth-Key: §1§',
  ],
  [
    'fly',
    [
      'Zm0yX2tHODZsZjdHQWZ2VWd5Q2tMMGlHam15VHduME1nd3VsalNXTmZEaFRYTG5IaENXOWtGdnMxc1BFSVNsOHRBNW9DcDd5em1hL25uTFUxOHpoRkcraFZPbnZVNDRaT2JFZzNtaHhFR252M24yTEZuWUp0OGVNSjQxWStuSVRDcnFEK3JoR3dQQzlCbTAxY2xENURMMm96d2JFUVpwUzc4UWU=',
    ],
    'FLY_API_TOKEN="FlyV1 §0§"',
  ],
  [
    'vercel cli',
    ['UkJLSGFqWGNmbDh5dWVqM0FueFBOVHRv'],
    '{\n  "// Note": "This is your Vercel credentials file.",\n  "token": "§0§"\n}',
  ],
  [
    'netlify',
    ['bmZwXzJEOTJBdVJXWGlQek1BMFpGSnRVdzM1cUhGVUNOY0JpTGZyNw=='],
    'netlify deploy --prod --auth §0§ --site 12a0ac3e-87cb-4f37-a674-b6c831ebbe63',
  ],
  [
    'heroku',
    ['SFJLVS05MTI3MGJjZC0yNjYzLTQ2NGYtYTZkMS0xNGM3ZTk3ZTk2Mjg='],
    'machine api.heroku.com\n  login me@corp.example\n  password §0§\n',
  ],
  [
    'npm token json',
    ['bnBtXzZLUEptYVc5T1Z4UnFVeXppUU8ySjAwQ1lyeVJ0UFBWOHBWMw=='],
    '{"token":"§0§","key":"cad58912628af0a313062b5148d7b6d35c428873ff88b9cee5215420cbd2ac34","readonly":false}',
  ],
  [
    'pypi token',
    [
      'cHlwaS1BZ0VJY0hsd2FTNXZjbWNnTllZN0xaTEt5dm5iLTBjekVaOFlwb0F2MEVKdC1qbVVGMkViYWVNYWdiWTA5R1NqMjNRLVhJd01kMUREeVpoZ0RQY3lvbVk5TXlvanVrdE11ZXN6UG5WcEtPeHphZUcwd3dvSGZPS3lON3hZcE11ZUZWTnNDZ0k=',
    ],
    '[pypi]\nusername = __token__\npassword = §0§',
  ],
  [
    'docker hub pat',
    ['ZGNrcl9wYXRfS09VWXVOTmJGdFBrQmw4TFo4QW9CVUpydTBM'],
    'echo §0§ | docker login -u acme --password-stdin',
  ],
  ['doppler', ['ZHAuc3QucHJkLkRrMjU2eDhNZU1VMHh0V3hFSk1SRTdPenhxVThTeFphR2VNcGhWYzM='], 'DOPPLER_TOKEN=§0§'],
  ['snyk', ['MmRhYzY0YzktNTYwMC00NjEyLWE2ODUtMWM2OTg1ODc1ZDc1'], 'snyk auth §0§'],
  [
    'sonar',
    ['c3FwX2IyNWUwOGU2MmI4NzkxNjVhODJmOWQxNWZmMmJiYjhlM2ZiMWVlYTc='],
    'sonar-scanner -Dsonar.projectKey=app -Dsonar.token=§0§',
  ],
  [
    'grafana',
    ['Z2xzYV9UZFBjdlIzSkNsY3M2ZFBTMUE3dW9MaHNmanM1RnpIRF8yZWRhNzA1MQ=='],
    '"Authorization": "Bearer §0§"',
  ],
  [
    'postman',
    ['UE1BSy1hZjI0OWE0MzIxMjE5NzEyNzdmNWVkYzMtNmQ5MjgwOGFjNmUxYjM3OTk3OTA0ZjE2OGNmZTFjMzQxOQ=='],
    'X-Api-Key: §0§',
  ],
  [
    'databricks',
    ['ZGFwaTA0NjVhNzI3OTg4YzJlZDA3YWRhNGUwYTU2YzNmMDBjLTI='],
    'databricks configure --token <<< §0§',
  ],
  ['snowflake', ['TWFyYmxlIzQwODJzZmw='], "snowsql -a ab123 -u loader -p '§0§'"],
  [
    'planetscale',
    ['cHNjYWxlX3B3X3pMQkZLWWZFVU50ekVvOVVZNjRfQjFvSlNGOXQ2bVg4MTMwenV4Zkh3Uno='],
    'DATABASE_PASSWORD=§0§',
  ],
  [
    'mapbox secret',
    [
      'c2suZXlKMUlqb2lZV050WlNJc0ltRWlPaUl5TTNkNFltTXhhRGQ2Tm1GeGNXODRObkJwWjJvMlptcGpJbjAudU9JYko3TFJubHZCYUk0UTNwTFVwVg==',
    ],
    'MAPBOX_SECRET_TOKEN=§0§',
  ],
  [
    'wordpress app password',
    ['SUdGcSBWQ043IDBJWFEgWThIUiBxZFUyIFpXSEI='],
    'Authorization for wp-json: user editor, application password: §0§',
  ],
  ['gmail app password', ['YmdoayBwc3FtIG50dGYgZmdqYg=='], 'smtp.login("ops@corp.example", "§0§")'],
  [
    'tailscale',
    ['dHNrZXktYXV0aC1abVplS3ZEd09SbzJsNmJHLVJJOFZ2SEJ2SGVHbzhQdDluNFlMRE15akg0cWlkR2xD'],
    'tailscale up --authkey §0§',
  ],
  [
    'ngrok',
    ['MlJiZjZBQ25aRVNSbTd3TkNzMzg0OUs0NThhX3ZmU3BRQTBMTXplSzF0Q09UUG84dg=='],
    'ngrok config add-authtoken §0§',
  ],
  [
    'wireguard',
    [
      'ZnlNaHAxTS9DZUdtREo1cWNPeCtWeWg0eHdTQTRvdncwWHRxV0pEY2lQRT0=',
      'VEh4WldWWHpXWXllMFRxM2tvV3JmUC9FYXA5TTlCazFiZUlaUVVmNVRQOD0=',
    ],
    '[Interface]\nPrivateKey = §0§\nAddress = 10.8.0.2/24\n[Peer]\nPublicKey = RY+djY73eR0F6MENwLCJdCdOfXukkUFTFzLkSU19faA=\nPresharedKey = §1§',
  ],
  [
    'age key',
    ['QUdFLVNFQ1JFVC1LRVktMVg4MlQ3T01HWEZGOFVJTk8yWlhMRzBaU0xMWk9VN00wVFpQQkdGTEcwTFoyUk5GTFNVTDFVWE80Vjg='],
    '# created: 2026-11-04\n# public key: age19hg85op6973vg5p1qgc56o7uw8grcccuzmqsmq9x5epjmnw5pgqb1589dl\n§0§',
  ],
  [
    'paypal token',
    [
      'QTIxQUFLdjhHQUVQbzd2bVlRS3J3bnZaWXhjakpEZ29DcHZwY2ZRb2NLSmRUaXRDeGFFQXlaWUFuMks1XzZXMzc2azJBZm5Fb3c0SHdRZHNSMlJjQUhaVG13WC1BOGV0cg==',
    ],
    '{"scope":"https://uri.paypal.com/services","access_token":"§0§","token_type":"Bearer","app_id":"APP-GV9MMS6ST5II9R61G","nonce":"2026-11-04T10:00:00Z0z1ZBNbfB4vOduA1KkCn8hGikTrDhgH_YneFlj9TlDp"}',
  ],
  [
    'coinbase json',
    [
      'LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCkpNYzJEcTBEdWxSY0ZjUkJFbWNkNzhLNzV2NjRyb0FsRW8rR295VjhNWXdQWmxha25seVR3cFhwamN1YW4rY1cKT0ZLRUR3dEZPVkY5VFhqUG9lVFlLZDJXSHllMmVXc01udU9IL21kb2N5SlVzNnBlRExLYmlTRGQrSXdqRDY0UQpySTVuanpoRUp0NUllOWx1SzB2WnNMWENpRVdVbmhaMDdBPT0KLS0tLS1FTkQgRUMgUFJJVkFURSBLRVktLS0tLQo=',
      'LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tXG5KTWMyRHEwRHVsUmNGY1JCRW1jZDc4Szc1djY0cm9BbEVvK0dveVY4TVl3UFpsYWtubHlUd3BYcGpjdWFuK2NXXG5PRktFRHd0Rk9WRjlUWGpQb2VUWUtkMldIeWUyZVdzTW51T0gvbWRvY3lKVXM2cGVETEtiaVNEZCtJd2pENjRRXG5ySTVuanpoRUp0NUllOWx1SzB2WnNMWENpRVdVbmhaMDdBPT1cbi0tLS0tRU5EIEVDIFBSSVZBVEUgS0VZLS0tLS1cbg==',
    ],
    '{"name":"organizations/b5215bbe-ba42-4054-af0a-fbd5d4b9cf3a/apiKeys/e51bde49-84d4-46d8-aced-d9d55eca3024","privateKey":"§1§"}',
  ],
  [
    'binance',
    [
      'YUhQTkNON2NtMTJ4dlMyNnlkTktqeWpXencwN3VFOFhUMkU4aHBHM0prbk5haGtDMUdoNE1XNFB6Y1dYNmRaQw==',
      'NXI1Sm9wYkVjQUZjUWdZaTJSaFRMdlJpaVM5cndTaEpxV1o3eDZ3TmtNbExRZVFBN0tBUmxDQzlNTVVzTWJqNw==',
    ],
    "exchange = ccxt.binance({'apiKey': '§0§', 'secret': '§1§'})",
  ],
  [
    'twitter tokens',
    [
      'NTY0MjE2NTMyNzk3NDg2NjM5LXByZ3o3ZFUwRVMwZE04a2dGTGVubXljbkVYWTJYVQ==',
      'SlZyNmROR2x6ZU10dEpiU01GZ3ZBWnJ4OE04aU81VFlwbGFHc2Jlc1VTYUQ5',
    ],
    '{"oauth_token":"§0§","oauth_token_secret":"§1§","user_id":"453500250653645248","screen_name":"acme"}',
  ],
  [
    'intercom',
    ['Wk5SSmZUUnNMVVpYS045cjN1cWE4aXFUUS8xNjBWRDRrYTlXblJ1MXp1VlRpSkFhT3liQjhvR3hjQ1Jq'],
    '{"type":"list","tokens":[{"id":5,"access_token":"§0§"}]}',
  ],
  [
    'contentful',
    ['WmpFNXA5Qng4Yzd5dUM5a0w3dE4xUG41SzlTS2N0RTF3YnNySkc0NmN5VA=='],
    "contentful.createClient({ space: 'ma33z34vyfdo', accessToken: '§0§' })",
  ],
  [
    'mongo atlas keys',
    ['NjRlMjJmYWEtYTJlZC00ZWJlLWE2N2YtMzYyMjNmZjEwZDYz'],
    'atlas config: public_api_key = "31ktefn2"  private_api_key = "§0§"',
  ],
  [
    'elastic api key resp',
    [
      'cWMxT1ptWXNMSlpFYUJtN09WbE0wYg==',
      'Z2I1TGtxVWMwT0psY082dDVodHE4QkFEeXIzc1ZBZzR4TTNLQlQwR01LQlg4bUxsM2swc0hxS0Radz09',
    ],
    '{"id":"qr_G0zS8MScZV8_s0NbD","name":"agent","api_key":"§0§","encoded":"§1§"}',
  ],
  [
    'rabbit mgmt user',
    ['OVk0aHJNNnhCakordWlVRUpOM2pKM0RGcm5XRGM4T1Y5Ti9WSERDSVZsWGlCY1lj'],
    '{"name":"worker","password_hash":"§0§","hashing_algorithm":"rabbit_password_hashing_sha256","tags":["management"]}',
  ],
  [
    'sse openai text key',
    [
      'c2stcHJvai05VHVxUnowYnRNa0V0NW53ZXhMNlc5VXpFaUNtRVJRSnBlLXEyai1VQ1VlMGEwamNVcm1vSUFJUzQzN0VaRWdr',
      'InJvai05Ig==',
    ],
    'data: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Your "},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"new k"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"ey is"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" sk-p"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":§1§},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"TuqRz"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"0btMk"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Et5nw"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"exL6W"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"9UzEi"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"CmERQ"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Jpe-q"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"2j-UC"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Ue0a0"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"jcUrm"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"oIAIS"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"437EZ"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Egk. "},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Keep "},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"it sa"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"fe."},"finish_reason":null}]}\n\ndata: [DONE]\n\n',
  ],
  [
    'sse openai tool args',
    ['SGFyYm9yKzEwMTJwcWg=', 'IkhhcmJvcisi'],
    'data: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"url\\":"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\"https:"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"//api.a"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"cme.exa"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"mple/lo"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"gin\\",\\"b"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"ody\\":{\\""}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"usernam"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"e\\":\\"kim"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\",\\"pass"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"word\\":\\""}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":§1§}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1012pqh"}}]}}]}\n\ndata: {"id":"chatcmpl-A2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\"}}"}}]}}]}\n\ndata: [DONE]\n\n',
  ],
  [
    'sse openai prose password',
    ['RmFsY29uKjM5ODRrbWE=', 'IkZhbGMi'],
    'data: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Sure"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"! Th"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"e ad"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"min "},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"pass"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"word"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" is "},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":§1§},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"on*3"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"984k"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"ma a"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"nd y"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"ou c"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"an l"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"og i"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"n no"},"finish_reason":null}]}\n\ndata: {"id":"chatcmpl-A1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"w."},"finish_reason":null}]}\n\ndata: [DONE]\n\n',
  ],
  [
    'sse anthropic text',
    ['Z2hwX0hlT2NCY0VqY0llRHNVQUZlcENuMmtBUlAyYU1FSWFvbTZ4Zg==', 'ImVPY0JjRSI='],
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"I set "}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"GITHUB"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"_TOKEN"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"=ghp_H"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":§1§}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"jcIeDs"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"UAFepC"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"n2kARP"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"2aMEIa"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"om6xf "}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"in the"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" file."}}\n\n',
  ],
  [
    'sse anthropic tool',
    ['M2dlaVA3QTchWSEyN2hTMg==', 'IlA3QTchWSEyNyI='],
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"command"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\\":\\"psql p"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"ostgres:/"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"/app:3gei"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":§1§}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"hS2@db.in"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"ternal:54"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"32/app -c"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":" \'select "}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"1\'\\"}"}}\n\n',
  ],
  [
    'sse anthropic env write',
    ['bjU0V05UcnFHOUsjeTZrPzNUSDE=', 'IlRycUc5SyN5Nms/Ig=='],
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"path\\":\\".e"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"nv\\",\\"conten"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"t\\":\\"DB_HOST"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"=db\\\\nDB_PAS"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"SWORD=n54WN"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":§1§}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"3TH1\\\\nDEBUG"}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"=1\\\\n\\"}"}}\n\n',
  ],
  [
    'sse gemini',
    ['QUl6YVN5Y3lyVmpzckF3OGdjTUpKWEUwOF95Y0ZZc1AyN1ZDN1dD', 'ImFTeWN5clZqc3Ii'],
    'data: {"candidates":[{"content":{"parts":[{"text":"The API ke"}],"role":"model"}}],"modelVersion":"gemini-3-pro"}\r\n\r\ndata: {"candidates":[{"content":{"parts":[{"text":"y you aske"}],"role":"model"}}],"modelVersion":"gemini-3-pro"}\r\n\r\ndata: {"candidates":[{"content":{"parts":[{"text":"d for: AIz"}],"role":"model"}}],"modelVersion":"gemini-3-pro"}\r\n\r\ndata: {"candidates":[{"content":{"parts":[{"text":§1§}],"role":"model"}}],"modelVersion":"gemini-3-pro"}\r\n\r\ndata: {"candidates":[{"content":{"parts":[{"text":"Aw8gcMJJXE"}],"role":"model"}}],"modelVersion":"gemini-3-pro"}\r\n\r\ndata: {"candidates":[{"content":{"parts":[{"text":"08_ycFYsP2"}],"role":"model"}}],"modelVersion":"gemini-3-pro"}\r\n\r\ndata: {"candidates":[{"content":{"parts":[{"text":"7VC7WC\\n"}],"role":"model"}}],"modelVersion":"gemini-3-pro"}\r\n\r\n',
  ],
  [
    'sse responses text',
    ['d3Zic2tELU1EU2JEZ1hkMVF1SVB0Sk9hQUhzM2FEakcwbUdsQ0l6cGxiTUJSX2Za', 'ImJza0QtTURTIg=='],
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Bearer t"}\n\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"oken: wv"}\n\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":§1§}\n\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"bDgXd1Qu"}\n\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"IPtJOaAH"}\n\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"s3aDjG0m"}\n\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"GlCIzplb"}\n\nevent: response.output_text.delta\ndata: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"MBR_fZ\\n"}\n\n',
  ],
  [
    'sse responses args',
    ['UnZ5TUZEY1RDVFJ3SjZ5TnhKOUZtNnA4Z3RZbmhhRldsS1J0', 'IlJ2eU1GRCI='],
    'event: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{\\"api_"}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"key\\":\\""}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":§1§}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"cTCTRw"}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"J6yNxJ"}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"9Fm6p8"}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"gtYnha"}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"FWlKRt"}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"\\",\\"reg"}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"ion\\":\\""}\n\nevent: response.function_call_arguments.delta\ndata: {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"eu\\"}"}\n\n',
  ],
  [
    'sse cohere',
    ['T3JiaXQqNjQxMXdpYg==', 'InJiaXQqIg=='],
    'event: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Use p"}}}}\n\nevent: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"asswo"}}}}\n\nevent: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"rd: O"}}}}\n\nevent: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":§1§}}}}\n\nevent: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"6411w"}}}}\n\nevent: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"ib"}}}}\n\n',
  ],
  [
    'ndjson ollama',
    ['TTYwZUJkcG9SN0U4c1IrSjh3UXdSckhzRFNmZDlnd2dqdHB6b2JLOA==', 'IjYwZUJkcCI='],
    '{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"export"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":" AWS_S"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"ECRET_"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"ACCESS"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"_KEY=M"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":§1§},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"oR7E8s"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"R+J8wQ"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"wRrHsD"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"Sfd9gw"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"gjtpzo"},"done":false}\n{"model":"llama3.3","created_at":"2026-11-04T10:00:00Z","message":{"role":"assistant","content":"bK8\\n"},"done":false}\n',
  ],
  [
    'bedrock chunks b64',
    [
      'Z2xwYXQtX0JuVC1sMWctUkZuZGJKOVE1Mk0=',
      'ImV5SjBlWEJsSWpvaVkyOXVkR1Z1ZEY5aWJHOWphMTlrWld4MFlTSXNJbWx1WkdWNElqb3dMQ0prWld4MFlTSTZleUowZVhCbElqb2lkR1Y0ZEY5a1pXeDBZU0lzSW5SbGVIUWlPaUpoZEMxZlFtNVVMU0o5ZlE9PSI=',
    ],
    '{"chunk":{"bytes":"eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoidGV4dF9kZWx0YSIsInRleHQiOiJUaGUgdG9rZSJ9fQ=="}}\n{"chunk":{"bytes":"eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoidGV4dF9kZWx0YSIsInRleHQiOiJuIGlzIGdscCJ9fQ=="}}\n{"chunk":{"bytes":§1§}}\n{"chunk":{"bytes":"eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoidGV4dF9kZWx0YSIsInRleHQiOiJsMWctUkZuZCJ9fQ=="}}\n{"chunk":{"bytes":"eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoidGV4dF9kZWx0YSIsInRleHQiOiJiSjlRNTJNLCJ9fQ=="}}\n{"chunk":{"bytes":"eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoidGV4dF9kZWx0YSIsInRleHQiOiIgb2s/In19"}}\n',
  ],
  [
    'bedrock converse',
    ['cGV0cmEubm93YWs0MTRAcG9jenRhLmV4YW1wbGU=', 'InJhLm5vd2Ei'],
    '{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"Mail it"}}}\n{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":" to pet"}}}\n{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":§1§}}}\n{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"k414@po"}}}\n{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"czta.ex"}}}\n{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"ample p"}}}\n{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"lease"}}}\n',
  ],
  [
    'vercel ui stream',
    ['c2tfbGl2ZV8wamFyZllUU2tkSmdJYmJOdURMVW5qNkZzZ3NqZmFBQ1k2YmJZZjdE', 'ImtfbGl2ZSI='],
    'data: {"type":"text-delta","id":"0","delta":"STRIPE"}\n\ndata: {"type":"text-delta","id":"0","delta":"_KEY=s"}\n\ndata: {"type":"text-delta","id":"0","delta":§1§}\n\ndata: {"type":"text-delta","id":"0","delta":"_0jarf"}\n\ndata: {"type":"text-delta","id":"0","delta":"YTSkdJ"}\n\ndata: {"type":"text-delta","id":"0","delta":"gIbbNu"}\n\ndata: {"type":"text-delta","id":"0","delta":"DLUnj6"}\n\ndata: {"type":"text-delta","id":"0","delta":"Fsgsjf"}\n\ndata: {"type":"text-delta","id":"0","delta":"aACY6b"}\n\ndata: {"type":"text-delta","id":"0","delta":"bYf7D"}\n\n',
  ],
  [
    'ai sdk data stream',
    ['RmFsY29uKjY5NjN0Ync=', 'IkZhbGNvIg=='],
    '0:"Passw"\n0:"ort: "\n0:§1§\n0:"n*696"\n0:"3tbw\\n"\n',
  ],
  [
    'tgi stream',
    ['NDA2MjA3NTk1NzE1OTk5OA==', 'IjIwNzUi'],
    'data:{"index":1,"token":{"id":42,"text":"card","logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\ndata:{"index":1,"token":{"id":42,"text":" 406","logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\ndata:{"index":1,"token":{"id":42,"text":§1§,"logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\ndata:{"index":1,"token":{"id":42,"text":"9571","logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\ndata:{"index":1,"token":{"id":42,"text":"5999","logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\ndata:{"index":1,"token":{"id":42,"text":"8 wa","logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\ndata:{"index":1,"token":{"id":42,"text":"s ch","logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\ndata:{"index":1,"token":{"id":42,"text":"arge","logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\ndata:{"index":1,"token":{"id":42,"text":"d","logprob":-0.1,"special":false},"generated_text":null,"details":null}\n\n',
  ],
  [
    'sse single event',
    ['bndPZy1YazZSM0g0Nk92NlNZMWlWUGNVNndDOUZ1eEVoSHRLY2dmaA=='],
    'event: message\ndata: {"role":"tool","content":"{\\"session_token\\":\\"§0§\\"}"}\n\n',
  ],
  [
    'sse multi data lines',
    ['Q29iYWx0KjU1ODBhc2k='],
    'event: config\ndata: {\ndata:   "smtp_password": "§0§",\ndata:   "smtp_host": "mx.example"\ndata: }\n\n',
  ],
  [
    'env dump',
    [
      'NFZVSjJzc3IwWVBvaVlnazZVRUh1Zld2',
      'NjM0ZDBkNTg3MGFhZGE5YjA0MmJiZGNiOWEyZDg4ODAwY2U1ZDdkMDA1OTkxM2UzNGM2YWVmMGYyMzRjZDUwYQ==',
    ],
    '$ printenv\nHOME=/home/runner\nPATH=/usr/bin:/bin\nDATABASE_URL=postgresql://svc:§0§@10.2.0.9/app\nSESSION_SECRET=§1§\nLANG=C.UTF-8\n',
  ],
  [
    'dotenv quoted',
    ['T3RFWll6Y1FSMVdRaHBkcE8xdFlGUmxzU0g5aGJndTUyQ0hFSVlhMFMwbz0=', 'anN5I2dSWFdNbEhldGlQNw=='],
    'APP_ENV=production\nAPP_KEY=base64:§0§\nMAIL_PASSWORD="§1§"\n',
  ],
  ['dotenv export single', ['V2lsbG93ITYyNjR2ZWs='], "export SMTP_PASS='§0§'\nexport PORT=3000"],
  [
    'dotenv odd name',
    ['ZGJkYzkxMjFhMjIxZGJhODkyYWVhNDA2MzE3NDE2ZjM=', 'YzEzMEJMNW94SnBvOGREcWNuNGFTOHVY'],
    'ENCRYPTION_SALT=§0§\nHASHIDS_PEPPER=§1§\nLOG_LEVEL=info',
  ],
  [
    'docker inspect env',
    ['ZUpEVCUrWG1hMU14b1p2ZlE1'],
    '[\n  {\n    "Id": "2e8cf2ff6947fb9a5faf17b9609a8642a7ee5ea636adfd909fb7ed66856ae104",\n    "Config": {\n      "Env": [\n        "PATH=/usr/bin",\n        "POSTGRES_PASSWORD=§0§",\n        "TZ=UTC"\n      ]\n    }\n  }\n]',
  ],
  [
    'docker run',
    ['VUV5eEJxRUJVb01MdXc1eHZrZXc='],
    'docker run -d -e MYSQL_ROOT_PASSWORD=§0§ -p 3306:3306 mysql:9',
  ],
  [
    'docker config json',
    ['WVdOdFpUcG5hSEJmUW1kdWEyNU1SSEkzUTFvNWJEQlpXa1ZST1VaR05WRnBhbVZZZUdjd056RnlRVWhL'],
    '{\n  "auths": {\n    "ghcr.io": {\n      "auth": "§0§"\n    }\n  }\n}',
  ],
  [
    'docker compose',
    ['MlJoQ0kwZUNxNFkwbkdEMw=='],
    'services:\n  db:\n    image: postgres:18\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD: §0§\n    ports: ["5432:5432"]\n',
  ],
  [
    'compose list env',
    ['WXVOajRVODEzSGY2UThpbjF6RUNJZg=='],
    '    environment:\n      - REDIS_PASSWORD=§0§\n      - TZ=Europe/Berlin\n',
  ],
  [
    'dockerfile',
    [
      'bnBtX3VSd0xsVFEwbWJ3ZUNXYTlMUHZudHNzVWlNdWpIelZKYzVsTA==',
      'MWIwODAyNjkzNWEwNGFiMjdkNzg1NTkwYTg1NGJiOGRlYjYwMTFjYTRlOTRjMmRm',
    ],
    'FROM node:24\nARG NPM_TOKEN=§0§\nENV JWT_SIGNING_KEY=§1§\nRUN npm ci\n',
  ],
  [
    'kubeconfig token',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJM1lqa3haVFV4TXpJME9EZ2lMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJbWx6Y3lJNkltdDFZbVZ5Ym1WMFpYTXZjMlZ5ZG1salpXRmpZMjkxYm5RaWZRLnhtY1ktVzZneHRlNFdBRldqbGRTSDNwWDdfdzNFN0h2bm1fakdtSVZnV2c=',
    ],
    'apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: §0§\n',
  ],
  [
    'kubeconfig client key',
    [
      'L2ZhSXJOWHU4WjhuR055NWNqN1FrQ21SaXJYQVNzWVRQbFgyNnBGQVNJK0RBbGNzaFlVZGE1a2E0NHRRaFNCeFJXU1FyTG5BdTBaMktZemhFOGRiaG5WUlczci9nT2xSWW80ZXlia20wT3dwbkQ3UTQzc0FXWGRmTXR1UFpUcTNWNGFpb09lUjU3NksrcDFCTWgrYk1KQkFiWnJZcjhTLytZYWpRSmJwbS8ycEphV1pROFRVQnY1WXhPQ3pzN3JYUGsvMDBYbDFSTWZqeXpSYkt2Z285Q1ZRa2ZOZDllWVRMcHhmQy94QWNXTDhzajBPRGRTRi8vcE4zUG9DRVVGeVIvMHVQT2k0U1dCK0owZVgvRzhSRmw4emRRVWc1WDBCVjZsM1hZaHBxQmlXQmVUVlB6RlpieG1oSGdTUVd5cHlmb3Bjd0M3USt5Y3lIdzNQWk91QmZzbitueDNpTUxBVXdkV2czdk1MYmxzS2R3NHBXQWNHNERlM0daVW9kdmhDUEZwR0NucUNYaGc4WVV3RQ==',
    ],
    'users:\n- name: kubernetes-admin\n  user:\n    client-certificate-data: 5DL8++LdI4hY6rkQ0+IT/wHzo060Y7jvR7VyFRYk+8KtwObxYNbnhp7Azy4U3sXlOQLloJETWMVUp7ks0wyYBnoLm9jjYAq2keZb/k+CiodNEatrrujWyJW0+jBEx0UlO08sGyjhLHOxMmo51Wx9uXku0GUsSlRXQRE2OPT4C/3UOZjxeajEVWmv7sjmeRs0deLqyMbnBFgFnFLg44zo8jjx0yPwUIo2QN1tPb4AZNnt+5p5xfDBTDxQA/o9uViUOHCn3cvHzVFQRfjjtg7RIuWqOZjFl0HEhz/BWslxSiF8yTn+xkF/qm4xtF2lQlrK\n    client-key-data: §0§\n',
  ],
  [
    'k8s secret',
    ['VjJsc2JHOTNLems0TmpGNGQzTT0='],
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  username: YXBw\n  password: §0§\n',
  ],
  [
    'k8s stringData',
    ['Q29iYWx0ITUzMjd1b3M='],
    'kind: Secret\nstringData:\n  config.ini: |\n    [db]\n    user = app\n    pass = §0§\n',
  ],
  [
    'kubectl get secret json',
    [
      'TFMwdExTMUNSVWRKVGlCUVVrbFdRVlJGSUV0RldTMHRMUzB0Q25aT09IZDZXbHBIWW1GclFucDFNazV0V1ROVlZUVTBLMGRoZFVkdGNGVldNV2RQUm1sSE1GbFBNa1YxWmtFMk9Ga3hhVkJOU0dSUmFFd3ZRV2N4VFVjS00xbHBZbVJUVkM5Sk1UaElRekl6TUVkSU1Vc3JSVzlNSzBsUk5HVlFNM1oyWkdabmVqWkNLemxPVmxReVlVZGlMMWhLUml0cUwyOVVObmxvTXpkMk9BcE1MMkpxUVVzclJIbERMemxtYUM5Q2VVMHZOak1yV21wb1ZHWk9XV0ZIWndvdExTMHRMVVZPUkNCUVVrbFdRVlJGSUV0RldTMHRMUzB0',
      'YWpJelpUQkdaVGREVkdOa1VsRlNUQT09',
    ],
    '{"kind":"Secret","data":{"tls.key":"§0§","redis-password":"§1§"}}',
  ],
  [
    'kubectl create secret',
    ['bWo1REJaVXRBQVNBdzNIdVB4WXYxZHh6ZTFXMDV2alQ1NHhsZ2pIZA=='],
    'kubectl create secret generic api --from-literal=token=§0§ -n prod',
  ],
  [
    'helm set',
    ['eGJNTE4jQTZkcENFN0Ez'],
    'helm upgrade app ./chart --set image.tag=1.4.2 --set postgresql.auth.password=§0§',
  ],
  [
    'helm values',
    ['cnd1MFl3cXNLcVZPaypOcEUx'],
    'postgresql:\n  auth:\n    existingSecret: ""\n    postgresPassword: "§0§"\n    database: app\n',
  ],
  [
    'terraform state',
    [
      'N1gwN3RpWWdGK005Sm8xUj9DVjc=',
      'SSpkdE5WZzhxTU1rTkNxZThTWDQ=',
      'JDJhJDEwJE9MM0lSVzBBd0FFa2d5dkdoRlJkaVZaT2VESnlPWHdRc290ZUVSbmxRdXgyUWZNdzN6UkJH',
    ],
    '{\n  "version": 4,\n  "resources": [\n    {\n      "type": "aws_db_instance",\n      "instances": [\n        {\n          "attributes": {\n            "address": "db.x.eu",\n            "username": "app",\n            "password": "§0§",\n            "port": 5432\n          }\n        }\n      ]\n    },\n    {\n      "type": "random_password",\n      "instances": [\n        {\n          "attributes": {\n            "length": 20,\n            "result": "§1§",\n            "bcrypt_hash": "§2§"\n          }\n        }\n      ]\n    }\n  ]\n}',
  ],
  [
    'tfvars',
    ['TUhJSUpIP0k0VzkzMnVPNA=='],
    'region = "eu-central-1"\ndb_master_password = "§0§"\nnode_count = 3\n',
  ],
  [
    'terraform output',
    ['QVNYNmw2dkc3cFZoVlhkY09hZ0tKUnltR2hBVTVDaEE='],
    'Outputs:\n\nendpoint = "https://a.example"\nservice_account_secret = "§0§"\n',
  ],
  [
    'pulumi config',
    [
      'djE6Tk1JOTRJcXJSc0NGdStaNTowZXF4WlJMOHJRZnhlTVVUd0xVQzZuenIvbjR1Tkw3QmpMcFhGdE11eS85TXRPTGZoOVd4Z3c9PQ==',
    ],
    'config:\n  aws:region: eu-west-1\n  app:dbPassword:\n    secure: §0§\n',
  ],
  [
    'ansible inventory',
    ['VGhpc3RsZSozODc3ZW1t', 'Q2FueW9uPzQ5MzBuZ2w='],
    '[web]\n10.0.0.4 ansible_user=deploy ansible_password=§0§ ansible_become_pass=§1§\n',
  ],
  [
    'ansible vault',
    [
      'MzEyMTkwODM0Nzc2MTU2MjcyNzE1Njk3OTQ0NzY1ODg5MzExNDM3MDgwNjA1NTY2NTUyNTI5Njg1Mjg3NDc2NTk3NDA1NTg0Nzk5MzIwNzk=',
      'Mjk3NjAzNDk2ODc0OTEyMzE5NTI4OTQxNTE0MDM4NDAwMDkwODM1MDAyOTQyMDc1NTUzOTExMzExODk4ODgzNTQ2MzE3ODg3NTk2NDQ0ODY=',
    ],
    '$ANSIBLE_VAULT;1.1;AES256\n§0§\n§1§\n',
  ],
  [
    'npmrc auth',
    ['MGMwYWU1ODUtYmI3ZS00MWYwLWEyZmEtYjI2Y2U0MzVhZWEx'],
    '//registry.corp.example/:_authToken=§0§\n@acme:registry=https://registry.corp.example/\n',
  ],
  [
    'npmrc legacy',
    ['WTJrNlJFTkxZVFJNVjFwUmMwaElhR3BMYkE9PQ=='],
    '_auth=§0§\nemail=ci@acme.test\nalways-auth=true',
  ],
  [
    'yarnrc',
    ['YWYyZjM1ZGYtNTVlMS00OGQwLWFmMmItNWJkZDRmMDExZTRi'],
    'npmScopes:\n  acme:\n    npmRegistryServer: "https://npm.corp.example"\n    npmAuthToken: §0§\n',
  ],
  [
    'pip conf',
    ['d0tPSm1YQkpnRXNyalVwUDRNa0lwdnh1U3RrUw=='],
    '[global]\nextra-index-url = https://build:§0§@pypi.corp.example/simple\n',
  ],
  ['poetry auth', ['OXdXZkgrVUN5NlhiRDk='], '[http-basic.corp]\nusername = "ci"\npassword = "§0§"\n'],
  [
    'maven settings',
    ['OTM1OWRtWUxpYUxDN2xrem1m'],
    '<settings><servers><server><id>nexus</id><username>deployer</username><password>§0§</password></server></servers></settings>',
  ],
  [
    'maven encrypted',
    ['Z05IcitvUjB3RVNMYlZmRTBIYnB5YVJUaUJkZUoxQ3JpZ2ZrWkRvMXkxQT0='],
    '<server>\n  <id>rel</id>\n  <passphrase>{§0§}</passphrase>\n</server>',
  ],
  [
    'gradle props',
    ['T3R0ZXIhNTQwN2drdw==', 'aWgxNmUzenJIZ01kclhpSTU3aFVoUkQy'],
    'signing.keyId=24875D73\nsigning.password=§0§\nossrhPassword=§1§\norg.gradle.jvmargs=-Xmx2g',
  ],
  [
    'cargo credentials',
    ['MTlqUmpmY0J3V1RqQjlYT21PRU50d29tRXZua1l6V3JjLXpjNF9Qaw=='],
    '[registries.corp]\ntoken = "Bearer §0§"\n',
  ],
  [
    'nuget config',
    ['U1ZBVDVhUFE4WFA4N1Z5UmNuNVM2cTN4UTE='],
    '<packageSourceCredentials><Corp><add key="Username" value="ci" /><add key="ClearTextPassword" value="§0§" /></Corp></packageSourceCredentials>',
  ],
  [
    'gem credentials',
    ['cnVieWdlbXNfZTU0YzU0MWE0M2VlNDMyNTdkYmNkZmY5MWYwN2Y3ZWFlYTc4ODBjNTRmZTk2NWFj'],
    '---\n:rubygems_api_key: §0§\n',
  ],
  [
    'composer auth',
    [
      'N2VlOGQwNzM0M2RlMzRiM2NlMTJmM2QzODRiNTcyOTQyYTg0ZTU2Nzg1N2ViMDZhNWRiMTRmYjFkNTZm',
      'Z2hwX3J0c2JKUDgycTE2Ujc5Q3R1ZHJ1OFBpRFJUbHBMYjVpem43ZQ==',
    ],
    '{\n    "http-basic": {\n        "repo.packagist.com": {\n            "username": "token",\n            "password": "§0§"\n        }\n    },\n    "github-oauth": {\n        "github.com": "§1§"\n    }\n}',
  ],
  ['netrc', ['SlNEOW90U3IzbDg5SFc1Yk1TeTc='], 'machine git.corp.example login bot password §0§\n'],
  ['pgpass', ['R2RuZEVITkxLY3RqdERBNQ=='], 'db.internal:5432:app:svc_app:§0§\n'],
  ['my.cnf', ['eUROUU0rNGhUd1Y4'], '[client]\nuser=root\npassword=§0§\nhost=127.0.0.1\n'],
  ['htpasswd', ['JGFwcjEkMnNyVmRvMkUkVnpkVktVeDJUajlOZDk0WmkzU1Yxdw=='], 'admin:§0§\n'],
  [
    'etc shadow',
    [
      'JDYkR1FPaFZBcU80ellTSXc0QSR0aXMwZjRJbzBpMGR4RTFlRnZ0T2Njc1lLV3pNRmZCT3JzeVl5a283MTRrTWJEWUFYaDZES25CZk5kSzI4ZVM1VGlIWWdrbHE1c1VlM3lIS0htNlFJcw==',
    ],
    'root:§0§:20031:0:99999:7:::\n',
  ],
  [
    'aws credentials file',
    ['QUtJQUI1NVg4OTRBT0Y0M0NTMkk=', 'YktPYVkxall3MmpsMWpyM2FnRk1KcSsyQmdXWUlZMUY0cXVZWkFvdQ=='],
    '[prod]\naws_access_key_id = §0§\naws_secret_access_key = §1§\nregion = eu-west-1\n',
  ],
  [
    'gcp service account',
    [
      'YTAyYjI0YzgyZTA2YjY4YmZiZjcwMjc0MTBlYjBkNzFhNTIyNjQxNA==',
      'LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCjB4ZWpqQUFhMWxFUXYxOGhtTlBjbUQyRFJvRDZMeWZ5djRUUWtMQW56NC9OaGNoYjVmREtTWkJlR3VHNElEbGQKUEp3SVFRUFRCWHV5R2FvbFBEQ3ZaUGRQbmYrekt1WXV3SmJHc3JLMzlQZk9LTTZoNVFNNDVqOUR0dVFxeXV5ZQpaUGNYNHQ5dUJxck1Iam4zbnpJRmNEKzBqMzdjQzFmeDRIRjlOUlRFcE1DSkRjWXBzc25ybE5JRWhwUUg3SnZBCnlYdzloOC9TNmZaa3RkSm1nZUtvOHRqYVN3Mm12OHpHc3VuOGZPaUM0dmcybW5XbExEVDRVL3ludit2R3JlNEIKQy9DejlNVjdNbUhIZU4xUkVnU3BoVEJLTDh6VU1odjQ0eHFNTERPRlRmamVWMmlIZzMyaWdOdjdhTHZ5SklRcgp5b2ZSSGxFUXFnc0F0VjVaNWgrdWdOREM4MkZnUkh4a2pZZGQyMVd2bUxXcWgxTWRiaXJkZ3ROZ3QyV0xFRWlvCkJoakp1Q0FrUG9IVDM0REhpOGNDRHRkUTdEUEpBLy8vejlHcmhBV2FmT1hweW10UG93U2lHUXlhb2dMQjkwd1IKYXQ3SzB4RWxTcDMzZlVET3NndCtiWWQzRkJibjRVZUhUbXNJdlhQSjhOellSMVgza09tUVppQWVnbytqOXRvSQo2ZGl6QUdxclFjR2VkMi9CQzJCdFB0UDJTci91aHFiUlRhbTJadjArVGRKR1hscEpWbXpMYVlQNWpDNDVFVzJRCjV5OEdHYnJ0TDIzVFdVN0RPcWE3NEZ3NXVkU1hwaFI2Z3gvMHFZMFFOZ3R6YzlBOXBWZ3Q1aS9ybGRHd3BDWXcKcUpmZnpnS0xxZ2VHbjBzMEZJbUdXMmRSYXBVM0VCOFFHT05hcG0yQWZ3WmwyKzlyVU9LTlVGczhLeTBjVGdMSQo4Z0ZSVkVRTDRLTDhIYnA3czdLT2E0T3c1NjNoeFdqOTFuc1VrVnB2MzNqWk1YM0hENlRGVEtkSElEUW43MGlqCk9HTlFTcEtTN3RjamQ5bDFkSHNkNDdkRFJob2dWWTFqM0FkMEtqbUZ6RHpqY0c3c1pCdWlVeXNLaVFHd0h6MkQKS1RTcW02cmpPZDgzdVVMcmdBWXMvV2pScXFJV1I2YXNNb0hqRlkwZTRpVStmdkMwWmlsZGJvNGFWaUhxa1p2cgpSRFM2MEdTSURjalhhamZlazEwa29CYzNheVBpNHkzWjdpZFJLUzZUam96bXlnb002OFZBMUxQYkVSYXlSOHZ1CnVWRFhPdXdVaHZ2VnpzTzVxZmhqMXpVOXBKRHYyQjlRWVVRL3o3NjdpdHRjTm1ieS83WUtScSs0UmNpTUI1NTgKYU9icWJqNGUwbHdvSEJyek1EOEFPRGU5ZEp4YU9qTkowWHNSVi9ZcjZYYUJCeFNuYWhIbDU0UGZBYmZyMENtQgpQcHNOYml1ZElIQUx4VUZndzA1S3dXUWhQbUxBb3JCcHorR0o1dGZLbEY3MmNWUVc0c0VzZlAwc0ExQ0lYUkFJCk50Y2pHdVE1THBWKzY3Nzl3ZnQyZktLMXUxYWltS01PdVJKNExrQVd5L1Bnc2JoNURPalVCb2NyY2RiV1V4aVIKdHpFalM0K2xjejNYdDY5T3psN1VVcXRMSDJJQVIrZTQvMUwvU2l1L3RqUGNjU0tROTZsc2U1ZmdsTmRNcTJQRwo2d0xlUlNwOCtvTUI3bFhobERhNUhmVFA1YWIzY0VVOHVVbjJOWjNTV084Tnp2UURaN3VtUlZ0MjFUUHEvVTV5CmF2NkRNV1dJKzZmL1RyT3psakJkV29HQWs4TW5SOWYzMjRSTGNrSlVpbTVoWmYvQTRPQkpwTmV1ZzgxbWY4L1gKOVgwQk0wVFl4NGNSOWxNTFRxUER2RHhwb3QwSnJ2VnFoelRzcTYrRmpXSTRBWk5jcCtZKzIzSnU3TTRRL29wSgprU1BOVUcrOXFZNExxSGZ6b2phTmlYZVgrcDUwK28zNVRBVlpKY0FSdnBYNjZDa2VGWDZTWFZBMFdVeDdPUkFICk5LM3d4UExjQmNweElEblREN1dpVFZmdzlQRTF5Uzdybk1TWlpRcE5yZDRUQ2cyNCtuZFNKVWJ0RUI0ZjhRMkcKLS0tLS1FTkQgUFJJVkFURSBLRVktLS0tLQo=',
      'YWdlbnRAYWNtZS1wcm9kLmlhbS5nc2VydmljZWFjY291bnQuY29t',
      'LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tXG4weGVqakFBYTFsRVF2MThobU5QY21EMkRSb0Q2THlmeXY0VFFrTEFuejQvTmhjaGI1ZkRLU1pCZUd1RzRJRGxkXG5QSndJUVFQVEJYdXlHYW9sUERDdlpQZFBuZit6S3VZdXdKYkdzckszOVBmT0tNNmg1UU00NWo5RHR1UXF5dXllXG5aUGNYNHQ5dUJxck1Iam4zbnpJRmNEKzBqMzdjQzFmeDRIRjlOUlRFcE1DSkRjWXBzc25ybE5JRWhwUUg3SnZBXG55WHc5aDgvUzZmWmt0ZEptZ2VLbzh0amFTdzJtdjh6R3N1bjhmT2lDNHZnMm1uV2xMRFQ0VS95bnYrdkdyZTRCXG5DL0N6OU1WN01tSEhlTjFSRWdTcGhUQktMOHpVTWh2NDR4cU1MRE9GVGZqZVYyaUhnMzJpZ052N2FMdnlKSVFyXG55b2ZSSGxFUXFnc0F0VjVaNWgrdWdOREM4MkZnUkh4a2pZZGQyMVd2bUxXcWgxTWRiaXJkZ3ROZ3QyV0xFRWlvXG5CaGpKdUNBa1BvSFQzNERIaThjQ0R0ZFE3RFBKQS8vL3o5R3JoQVdhZk9YcHltdFBvd1NpR1F5YW9nTEI5MHdSXG5hdDdLMHhFbFNwMzNmVURPc2d0K2JZZDNGQmJuNFVlSFRtc0l2WFBKOE56WVIxWDNrT21RWmlBZWdvK2o5dG9JXG42ZGl6QUdxclFjR2VkMi9CQzJCdFB0UDJTci91aHFiUlRhbTJadjArVGRKR1hscEpWbXpMYVlQNWpDNDVFVzJRXG41eThHR2JydEwyM1RXVTdET3FhNzRGdzV1ZFNYcGhSNmd4LzBxWTBRTmd0emM5QTlwVmd0NWkvcmxkR3dwQ1l3XG5xSmZmemdLTHFnZUduMHMwRkltR1cyZFJhcFUzRUI4UUdPTmFwbTJBZndabDIrOXJVT0tOVUZzOEt5MGNUZ0xJXG44Z0ZSVkVRTDRLTDhIYnA3czdLT2E0T3c1NjNoeFdqOTFuc1VrVnB2MzNqWk1YM0hENlRGVEtkSElEUW43MGlqXG5PR05RU3BLUzd0Y2pkOWwxZEhzZDQ3ZERSaG9nVlkxajNBZDBLam1GekR6amNHN3NaQnVpVXlzS2lRR3dIejJEXG5LVFNxbTZyak9kODN1VUxyZ0FZcy9XalJxcUlXUjZhc01vSGpGWTBlNGlVK2Z2QzBaaWxkYm80YVZpSHFrWnZyXG5SRFM2MEdTSURjalhhamZlazEwa29CYzNheVBpNHkzWjdpZFJLUzZUam96bXlnb002OFZBMUxQYkVSYXlSOHZ1XG51VkRYT3V3VWh2dlZ6c081cWZoajF6VTlwSkR2MkI5UVlVUS96NzY3aXR0Y05tYnkvN1lLUnErNFJjaU1CNTU4XG5hT2JxYmo0ZTBsd29IQnJ6TUQ4QU9EZTlkSnhhT2pOSjBYc1JWL1lyNlhhQkJ4U25haEhsNTRQZkFiZnIwQ21CXG5QcHNOYml1ZElIQUx4VUZndzA1S3dXUWhQbUxBb3JCcHorR0o1dGZLbEY3MmNWUVc0c0VzZlAwc0ExQ0lYUkFJXG5OdGNqR3VRNUxwVis2Nzc5d2Z0MmZLSzF1MWFpbUtNT3VSSjRMa0FXeS9QZ3NiaDVET2pVQm9jcmNkYldVeGlSXG50ekVqUzQrbGN6M1h0NjlPemw3VVVxdExIMklBUitlNC8xTC9TaXUvdGpQY2NTS1E5NmxzZTVmZ2xOZE1xMlBHXG42d0xlUlNwOCtvTUI3bFhobERhNUhmVFA1YWIzY0VVOHVVbjJOWjNTV084Tnp2UURaN3VtUlZ0MjFUUHEvVTV5XG5hdjZETVdXSSs2Zi9Uck96bGpCZFdvR0FrOE1uUjlmMzI0Ukxja0pVaW01aFpmL0E0T0JKcE5ldWc4MW1mOC9YXG45WDBCTTBUWXg0Y1I5bE1MVHFQRHZEeHBvdDBKcnZWcWh6VHNxNitGaldJNEFaTmNwK1krMjNKdTdNNFEvb3BKXG5rU1BOVUcrOXFZNExxSGZ6b2phTmlYZVgrcDUwK28zNVRBVlpKY0FSdnBYNjZDa2VGWDZTWFZBMFdVeDdPUkFIXG5OSzN3eFBMY0JjcHhJRG5URDdXaVRWZnc5UEUxeVM3cm5NU1paUXBOcmQ0VENnMjQrbmRTSlVidEVCNGY4UTJHXG4tLS0tLUVORCBQUklWQVRFIEtFWS0tLS0tXG4=',
    ],
    '{\n  "type": "service_account",\n  "project_id": "acme-prod",\n  "private_key_id": "§0§",\n  "private_key": "§3§",\n  "client_email": "§2§",\n  "client_id": "445326985676801400091"\n}',
  ],
  [
    'azure sp json',
    ['YWJjOFF+dVRlcU9zUEF0Tk5GSEV5UEJlTXF0SFJjV1dpWTZnUlI3Rw=='],
    '{\n  "appId": "292eb4c0-a274-4677-aab6-3e635a7598e1",\n  "displayName": "ci",\n  "password": "§0§",\n  "tenant": "609a58ed-45b4-4fb3-a887-1fd08d49a62e"\n}',
  ],
  [
    'azure storage cs',
    [
      'N01rb04zNlhLdEJudWNXZHZlTE1iRENSQ0hTTzlBWTFVMU8rbWFpbzZaUGU4NEpXYU5MdERKMkVMOXBYQnpRZTlWbWd0RGRUeDFFWnZhVEIrL1p0Z0E9PQ==',
    ],
    'DefaultEndpointsProtocol=https;AccountName=acctprod;AccountKey=§0§;EndpointSuffix=core.windows.net',
  ],
  [
    'service bus cs',
    ['dlllUHhrMXViRHhMNStsRzE1cFNwNjhpSFFJbWcxREpRV1dnZGVFMUMrdz0='],
    'Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=§0§;EntityPath=q',
  ],
  [
    'sql server cs',
    ['bG5scCFGb2w3RFU3ejFFNg=='],
    'Server=tcp:sql.corp.example,1433;Initial Catalog=crm;User ID=app;Password=§0§;Encrypt=True;',
  ],
  [
    'jdbc url',
    ['YzJJakh2V1hpSVNZQ2lDRElL'],
    'spring.datasource.url=jdbc:mysql://db:3306/app?user=app&password=§0§&useSSL=true',
  ],
  ['odbc', ['ZVBjTlZ4NCVESWpIQzI='], 'Driver={ODBC Driver 18 for SQL Server};Server=db;Uid=sa;Pwd={§0§};'],
  [
    'mongodb srv',
    ['TVhUNloybWFkUUQya3pYcHMwRlU='],
    'MongoClient("mongodb+srv://reporter:§0§@cluster0.ab1cd.mongodb.net/?retryWrites=true")',
  ],
  [
    'redis url',
    ['NjM1MDYzMzllYWM0MGExOTUwZWY0OGEyMjQ3YmNlOTY3ZDhkYmEzNg=='],
    'CELERY_BROKER_URL: redis://:§0§@cache.internal:6379/0',
  ],
  [
    'amqp url',
    ['T2Z1dEY4T2xQZWszU2tjSDZwNjFRUmk4V05Bag=='],
    'amqps://worker:§0§@rabbit.corp.example:5671/vhost',
  ],
  [
    'clickhouse cli',
    ['WWtZNUtDSHQyQTdFTjA='],
    'clickhouse-client --host ch --user default --password §0§ --query "SELECT 1"',
  ],
  ['mysql -p', ['M3VNVHhGZ3dCaDQySzY='], 'mysql -h db.internal -uroot -p§0§ crm < dump.sql'],
  ['sshpass', ['V2FsbnV0IzM1NDJ1dXY='], "sshpass -p '§0§' ssh root@10.0.0.5 uptime"],
  [
    'curl -u',
    ['QkJ3NkxKeFVSYWpTbjhIQmJVMlg='],
    'curl -u "elastic:§0§" https://es.internal:9200/_cat/indices',
  ],
  [
    'openssl passin',
    ['T3R0ZXIhMzE5OGZwaA=='],
    'openssl pkcs12 -in id.p12 -nodes -passin pass:§0§ -out id.pem',
  ],
  [
    'keytool',
    ['ZW1iZXIxOTkx', 'b3JiaXQ3Mjcz'],
    'keytool -importkeystore -srckeystore a.jks -srcstorepass §0§ -deststorepass §1§',
  ],
  [
    'ldap search',
    ['YiUxWk1qOGhRNlgx'],
    'ldapsearch -x -D "cn=admin,dc=corp,dc=example" -w §0§ -b dc=corp,dc=example',
  ],
  ['sql alter user', ['S2VzdHJlbCE3Mjc5dWF5'], "ALTER USER reporting WITH PASSWORD '§0§';"],
  ['sql create mysql', ['OUtlVSN0Z0RtVUhzd1hWNw=='], "CREATE USER 'app'@'%' IDENTIFIED BY '§0§';"],
  [
    'sql insert users',
    [
      'JGFyZ29uMmlkJHY9MTkkbT02NTUzNix0PTMscD00JG9OL0ZkZnVyM1VWNGZ5STV1Y0d1VGckdEszN3dzdFBBL2FQZVZGOWp2THVSZlNGZnZjVm9nMmJTUW9MQnV1bDZwQQ==',
    ],
    "INSERT INTO users (id, name, password_hash) VALUES (1, 'root', '§0§');",
  ],
  [
    'psql table',
    ['OTk5OTAxZDFjNjU5ZDNlODU0ZWUwZjhlZmFkMTc2NGQ=', 'MjBlZjNhNDJmZjg4ZTBjODRhZmFjZmNjYmQyZDRjMjI='],
    ' id | name  |            api_token             \n----+-------+----------------------------------\n  1 | alice | §0§\n  2 | bob   | §1§\n(2 rows)\n',
  ],
  [
    'mysql table',
    ['MmI3MTZPRDljajJuU2xMNw=='],
    '+----+----------+------------------+\n| id | username | password         |\n+----+----------+------------------+\n|  1 | kemal    | §0§ |\n+----+----------+------------------+\n',
  ],
  [
    'csv users',
    ['V2lsbG93Kzg5NTBuamQ=', 'R2luZ2VyIzI5OTV1cng='],
    'id,username,password,plan\n1,anna,§0§,pro\n2,bert,§1§,free\n',
  ],
  [
    'csv semicolon',
    ['SnVuaXBlciM4OTczYWVj', 'ZW1iZXI1MjY5'],
    'Benutzer;Passwort;Abteilung\nmkrause;§0§;Einkauf\njschulz;§1§;IT\n',
  ],
  [
    'tsv secrets',
    ['U0p6OThMZVJKQWo2dUl6Y091UEQxN01EV3JKTzlQYVQ=', 'UmJSRE9tMW16V0NwUXV5Q0lMMFdwN0RiQ0hFWnYzajk='],
    'service\tapi_key\tenv\nbilling\t§0§\tprod\nsearch\t§1§\tstage\n',
  ],
  [
    'markdown table',
    ['TGFudGVybio2NTQyZHph', 'bFNiT2lvNEQ3WGJld3U0SUtQVVU='],
    '| Service | User | Password |\n|---|---|---|\n| Grafana | admin | `§0§` |\n| Kibana | elastic | `§1§` |\n',
  ],
  [
    'vault kv get',
    ['YkV5UyVrYlo/SThZY1o5bUQy'],
    '===== Data =====\nKey         Value\n---         -----\npassword    §0§\nusername    app\n',
  ],
  [
    'vault init',
    [
      'UG9Lb3JZdUJaODVnS2hybE1kR3NPb0tqenE1ZjVLdHZmZXBpM016VElQdUk=',
      'Z3c2L2JzU0tYY0dxM2ZJWElmekROYlpNMGw2akx2TWJFUjNaalVvSDRoOUU=',
      'aHZzLldrTmw0U3RnNEhoVG1ieTdNNE1yYWdsUA==',
    ],
    'Unseal Key 1: §0§\nUnseal Key 2: §1§\n\nInitial Root Token: §2§\n',
  ],
  [
    'bitwarden item',
    ['cGViYmxlLWVtYmVyLWdyYW5pdGUtMzA=', 'VUUzU05DRFNUNUE1RkFCRjZFNkdaSDNFNkZKU0ZRR1o='],
    '{"object":"item","name":"Router","login":{"username":"admin","password":"§0§","totp":"§1§"}}',
  ],
  [
    '1password cli',
    [
      'YzBGQStidE40aTYjdG4hczJJQTE=',
      'b3RwYXV0aDovL3RvdHAvb3BzP3NlY3JldD1CSTIyQ0M1UzNQTE5TTkZDU1ozN1JRTUFRSg==',
    ],
    'Username:    ops\nPassword:    §0§\none-time password: §1§\n',
  ],
  [
    'aws secretsmanager',
    ['QlF2ZnhvVVNUbk1lNVRQb1ZCSkFSRg=='],
    '{\n    "ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",\n    "Name": "db",\n    "SecretString": "{\\"username\\":\\"app\\",\\"password\\":\\"§0§\\"}",\n    "VersionId": "9987b35f-aedf-4865-a10d-517ff6c668c3"\n}',
  ],
  [
    'ssm parameter',
    ['ZmY4c1E/ck9ZNmQyNFRKK2MxQTM='],
    '{"Parameter":{"Name":"/prod/db/password","Type":"SecureString","Value":"§0§","Version":3}}',
  ],
  [
    'gcloud secrets access',
    [
      'c2tfbGl2ZV85c3B4ZmRUdHFkWEp5ZnNSZm5EWm11TnUyMDNzQkJacUMwQm9MMnZFYUxrVzN5MmlqbTBvY0t0ZDhSaDBCVlMzajdPY29BSk9sVUc4YzZDTUtiZGxqd3gybzY1VlEyN1hzeTU=',
    ],
    '$ gcloud secrets versions access latest --secret=stripe-api-key\n§0§\n',
  ],
  [
    'gcloud print token',
    [
      'eWEyOS5senVBOVRZZk5kektuN2wwTktVN2w1eWxiWElrNEl6a0V5MjNDOV9qS2FvVklkcDVQbGJjMVV1N3JEanpvMV8xUmVYbVhPaTFEcDItS2h5SFpUWE96b0EyQ1VHSkIzMG9IemlFT0c3cHJtT2hhUW82Uk13RjNpNmpvbkd1OXQ2UlNrekpTOXM2ZFgwNG1OVzlDMXd6cmRrSHIwblV2SWwxbm1VMnc1enBqb3c3YlJYXzFIV2I=',
    ],
    '$ gcloud auth print-access-token\n§0§\n',
  ],
  ['gh auth token', ['Z2hvX1pMZHBBaWRmZWxxVm5hblFIOW5TVXQ1eEs3dk1acGczNkw0MQ=='], '$ gh auth token\n§0§'],
  [
    'terraform diff',
    ['S1dOWWVpRTJXRkF6L0t4YjRxRWR3TEZPUU9zRXliQU5DRlN5akIyVQ=='],
    '  ~ resource "aws_iam_access_key" "ci" {\n      ~ secret = "§0§" -> (known after apply)\n    }\n',
  ],
  [
    'git diff',
    [
      'ZmFkNGE0ODU4MDlkODQ5ODhjNWYzNjIwOGZlOWU4NjJmMmUwYWNhM2FhNjA4MDVjZTc4ODc1ZWYzNzk4NzBmMjFiYmQyYTg2OTBlMzAwZjM5MDhmOTljMWEwMDA3ODczNTEzZGM3ZjBiNjA0NTY1NzgzNGVlZGI0MWZmNGM2MTI=',
    ],
    '@@ -3,7 +3,7 @@\n-  secret_key_base: §0§\n+  secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>\n',
  ],
  [
    'grep output',
    ['M015TGRzODJjbEliS2dCSVFKeEhMYVJVRVIxMkVhRUNNZU9EM1JQNQ=='],
    'config/prod.yml:14:  api_secret: "§0§"\nsrc/app.ts:3:import x from \'x\';\n',
  ],
  [
    'cat -n',
    ['V2lsbG93KzcyOTVrams='],
    '     1\t[smtp]\n     2\tuser = mailer\n     3\tpassword = §0§\n     4\tport = 587\n',
  ],
  [
    'vscode ls quoted py',
    ['I3NeXmNlI2JoYnBhMnYtMjdjLV5vdCVoenFfZnN0KC0xemsyam9tNzMpaGtpIzRiPSs='],
    "settings = {'SECRET_KEY': 'django-insecure-§0§', 'DEBUG': True}",
  ],
  ['python repr bytes', ['TXFlaTJ6SjVFcnk4Y05xVUFvdkFvSGpvNlAxaU81V2Q='], "HMAC_KEY = b'§0§'"],
  ['js const', ['bWFyYmxlLW90dGVyLWdpbmdlci00Mg=='], 'const jwtSecret = "§0§";\nconst port = 8080;'],
  ['java props class', ['V2lsbG93ITgxNjF0Yng='], 'private static final String DB_PASSWORD = "§0§";'],
  [
    'go struct',
    ['UllFNlFCSTNDUjk0RVdXU1ZYS1o=', 'OXpaTTArcmFNM2ZGRUpUNnVMbXEwbzY0V2gvUSs0bEJFWGdQZDNvQQ=='],
    'cfg := Config{Endpoint: "s3.example", AccessKey: "§0§", SecretKey: "§1§"}',
  ],
  ['php array', ['VGhpc3RsZT81NTYxa2J6'], "'password' => '§0§', 'host' => 'localhost',"],
  [
    'rust test',
    ['aHFfNW1PMEN0MXFRbHlPQUxObmh3YWRaYU9abDRKc2Fla2R1Sk9hNFl5dnZ5VVdC'],
    'let client = Client::new().bearer_auth("§0§");',
  ],
  [
    'csharp appsettings',
    ['OExJWjFvY1FHbXJ5V2FNM0gxeUd4MjJwdk5zeGxpRWllVkNKN3cxM05rVT0=', 'V2FsbnV0KjI1ODh6cG4='],
    '{\n  "Jwt": {\n    "Key": "§0§",\n    "Issuer": "acme"\n  },\n  "Smtp": {\n    "Password": "§1§"\n  }\n}',
  ],
  [
    'powershell',
    ['UGViYmxlPzk5ODNnYm0='],
    '$cred = New-Object PSCredential("corp\\svc", (ConvertTo-SecureString "§0§" -AsPlainText -Force))',
  ],
  ['bat set', ['VUlLbzRyUjVRQWF6eU9pZEhG'], 'set DB_PASS=§0§\r\necho done'],
  ['fish set', ['bnBtX3JrSUVKdEF3Ym9DQXRZS2pTUzRFaWtUcnNuSTV5dFFSNVVxZQ=='], 'set -gx NPM_TOKEN §0§'],
  [
    'toml',
    ['XzRlejVoaGtNS09GaFdvbk5HeFMydXlMQ0h5ZWxUMmhQamZqQkVnYg=='],
    '[auth]\nsecret = "§0§"\nexpires = 3600\n',
  ],
  ['ini backend', ['UXVhcnR6ITg3MjhnbHk='], '[mail]\nhost=smtp.example\nauth_pass=§0§\n'],
  [
    'yaml block',
    ['UkFhTEZwUVlrTGhDYnZkNnhNdFBKVklackxwT05pWk1qMGM3a1RWWnRJUjlXZkhQMVNmTEt1ZERmSldQ'],
    'credentials:\n  client_key: >-\n    §0§\n  region: eu\n',
  ],
  ['xml attr', ['M3F1amRZIWlVRkV6Qjc='], '<connection user="sa" password="§0§" host="db"/>'],
  [
    'plist',
    ['VzBydzByeVJCYnllY0tuenk2SzB1SXgwRzB5MG5hUjhjTTcxZ3JRbg=='],
    '<key>APIToken</key>\n<string>§0§</string>\n',
  ],
  ['properties escaped', ['NDRTMlM2RFFUM1paSDhPTA=='], 'db.url=jdbc\\:postgresql\\://db/app\ndb.pwd=§0§\n'],
  [
    'json5 config',
    ['NXM4MW9aYm95UTIxYTBwQ1lmTzY1ajBBQzAzTEdPUHFzZExW'],
    "{ // prod\n  apiSecret: '§0§', retries: 3 }",
  ],
  [
    'jenkins xml',
    ['QVFBQUFCQUFBQUF4THFuN2RXVjZqUi93T1l1ZTZ0UVBtaGhvelczUmVUSHJnczhnTlo4a29vMW9kaGIvL1owNHc9PQ=='],
    '<com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl><username>ci</username><password>{§0§}</password></com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl>',
  ],
  ['wifi nmconnection', ['TWFwbGU/OTQ5OHRkaA=='], '[wifi-security]\nkey-mgmt=wpa-psk\npsk=§0§\n'],
  ['wifi qr', ['TWFwbGU/MzIyMGFzYg=='], 'WIFI:T:WPA;S:Buero-5G;P:§0§;;'],
  ['wpa_supplicant', ['aGFyYm9yIGtlc3RyZWwgZW1iZXIgYnJlZXpl'], 'network={\n  ssid="cafe"\n  psk="§0§"\n}'],
  [
    'cisco',
    ['TWFwbGUqMTMzN3l3eQ==', 'SEpvQmQ2RThuOVV0'],
    'username admin privilege 15 secret 0 §0§\nsnmp-server community §1§ RO\n',
  ],
  [
    'rsa pem',
    [
      'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpzdDY1bzlJYktoTGM4d0ZKMU92MGdsZ2MrWDRRUmdKTC9Ibkc2ajJuL0ZYRi9ORXBHdDRPNFYvQkNaZTgxMEVkClNMcUo4eEpHeGdCcU80WDJnN1VwelUzblVRb3lxdkhFaE5pMVJBQ2JpNmFOaFFaOHE4TkVJTHdHM0tISmI2QncKLzZTS1h5d2ZCZ0dEUCttV3lnYXI4Mm0wOW1pWVRRVG1WTEtUUDdubFhhdGtvcHZFdXlmVDRsVmlySUd1c3V0Ywo2MUdhc3RkWXhBdnNrMVJndHhFUUd4NXpoMVJyV2YyV3VPc3cvNDNzUnpBemlGNGJORC8zZ1IxUjdUaWd6OHI1CmgyS21yaDhlazZMTWRZcXJ0aDVjNDZQYWw0bkMyVURFUlBFRXEvZU5NMTE0d3JkSTFnYVc3eWNlRVZseDFYZ0QKSFkzb1dwbU5EV2p0YXA3aER6NnZXdGpPbTU0ZzV5bnVLU3o3dmFPRG9CaC9mMUtjaFM2dmZLbzdVNlgzbzM3VwpVV0RYSEE5ak8wSkxVcVFNektZSkU3V2FvMDJua1lSaWFQbVNCQ2VFb0tGaEFpWFBQOUgreDJIVEZiWmFvSVkyCmRwYi9TOHNyUWVWUy96VHFjbXpUWWgrVnNvUUxsVWgwMHI4RFE0cVRYdUJ1NGdFT0l0b1AreGpBaUtpQ3FOcHMKYXc2c1plZE5UYlNkT1dZblA5UjFhbFY3L1habVUxOFhjWFh5NUIrMWxlcVplLzVabXZRNEdBT3Q0amF2YjNzYgo2aElGbCtEN3FNK3hJNXFpY09sblVZa2E4dnp1TzkvSVR2MHJ3OThvdkkxV0hYQytwWnlVRnQ2dGxvNTBaMHJpCit3WldNUkk3S1RRVnFpaG84eFdud3h6TDc4L3JrRm1XNHpPWUs3L3NZN09lcEVBNi9qdXNSL09VaUNZWXRBOFQKTEE2NmxONFYzU0JjWVRKd2gyZTFPTjRvNFlYYm9URHlBUzVWVC9VQW1CVmJkZ01JRkxjMUpIWHpnZVpLNHgweQowSEkwVXF1bDU4ZHNmMitoOEVKdXI0V2JMd1FTOHEwbgotLS0tLUVORCBSU0EgUFJJVkFURSBLRVktLS0tLQ==',
    ],
    '§0§',
  ],
  [
    'openssh pem',
    [
      'LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZLS0tLS0KbCtjcjMrSGJTRDZQM0IrQVN3MUVqSEhMaGZoUHNCQ1VyeEFVQXNVOWZxZUtrUmcrZkF3Tkp6SmV5QWw2SHpwSwo2MndQeWZ0aS9MQTJBcXZKM1VJMit4UDI4SHBmZktwc0k2Zkkxb0p2aHUyRC9Ic0tTRFlrN3c2N1QwcmlWbUI0CnNGNjJEeGhWOERubVZmYndwS09VWDFKWHNQUjJyaXFTY0JUZ3F6WmZPdFdUUml4RlFoS1ZXMlpwNmtCZ05ka2YKZTYwSXIzQi9kbFJxU29tYngxSVRqQ1VFQmM1Vk5Jb04waHRQN1RTZ1lmT1VMTTVnTjRWRTNCSE5Uam1rZEhZaQpkNXY0TXR5TXo0VjBiMlNUbWxHSXlLR0tqblBsZlFoQmduTTF3b0hPaS9SSld6N2ovNVBoa3ErN0JIQVNFckhOClBTcjk3bWtIZ3NVNjlMdkRTSFk4K2puRGcyRWVWRlZoaW1jQStjd2t2RU9rM2praXdzd0ZDLzJRK2pzc2Z1aTgKaCtheG50THYvQUE0WWxrcwotLS0tLUVORCBPUEVOU1NIIFBSSVZBVEUgS0VZLS0tLS0=',
    ],
    '§0§',
  ],
  [
    'pem in one-line env',
    [
      'LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tXG5HTCtTK1VEbHZadW5IaU15cEE1dnA5OCsydFR0KzBQdnlTWG82cWtJKzRJUmR4S0JlK1ZNYlpWdzB6L2EycE14XG43RWI4eW5SZkg3b3g5bzNsakJwT3hFMU5lU2Y2NmNuZTdQODlaZWIxODNNbFhCTlZwemlzZWdVM21uMnZlUmRPXG5sOEh4NkoxQVZCcXNSTjNxbHdyNzR3R2hMY3ppZTZWYjFLcE1VUmY3V1RwR3NxWE8wdU96NW9YR1dpKzR6cHFGXG5VcFFWc0VJd29kSDFhMFh5Vm1LbjNpRTVMMm5CNyttZWhqdWJUQWZNNXNhYlROVVhKYzhpbFVvWlhDWTFySG5QXG5HUE5aNmt3RENReWsvNDNxS0c4MDIvbDF3K2FYNmI4T1VGRTQrWk9oT0VtVmRNeGVWSGM1b1dBeVdmU0oxbk9MXG4tLS0tLUVORCBQUklWQVRFIEtFWS0tLS0t',
    ],
    'TLS_KEY="§0§"',
  ],
  [
    'encrypted pem',
    [
      'LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFURSBLRVktLS0tLQpjUUZwTnJJZEZ4bFJmUjdFa0dHeVZGTEZrTDYvVU1ETit3MUZVQXd5bXJNVFpwWUs4Q0xoQ2ZVUzFzbjlnK0crClVMd2ZGNVJMOVdVdmd0RXpOMGxLQVN0a1lJY1pzYjg5QldoalViYmNjUVRUa3lSbENmUDRLeWN5MUowYUZmTzkKTDVzNWNJOW9VVy9TR0RXQ05wRU5Vb0F3bTFCeXFFK1NOV1RCa282YzUxK2YrYXMxZ1ZQeFkwQ2toYVlHK3VwcgpUalhDcDZhN05hSGFmdHlkbHcvcUtNV1hFQWsvTkUvU3hjdmd5alY4YktvT1JUOXM1MVh2WXZNNndxUzQzMStaClBGV01ycTY0WWFVVm1oay9tTFJycjJFLzZlYmdiWDhOZ0szTlBhUmgrTDNsclJrdkxTOTAyRFo3K3ViMC8yLzAKcXNtdDcycENZei9DS1VleHpoWWg5NE5vTCtDejZMaVZWV2plM1pZQXp6OUhHTHg4STFKc2x2UGd3VTU2NHp6QgpQVGxMWXZOak9RVWFoM1ZwSWF5TTYwMnZFTmc5bC84Q0kxSzdlY0g3SkNVPQotLS0tLUVORCBFTkNSWVBURUQgUFJJVkFURSBLRVktLS0tLQ==',
    ],
    '§0§',
  ],
  [
    'pgp private',
    [
      'LS0tLS1CRUdJTiBQR1AgUFJJVkFURSBLRVkgQkxPQ0stLS0tLQoKWHZTZkJYL0ptSGRxK3poMzZtTUNna0Qrbys2Y0RRQ3BtaHhhWEpsTktOOG9laHZJK3pQWGY1Vzk1WXhFNlVwTApEY3duU1IyV0RDMlV5cXlXUGNIc28veUtqSi9ZK3RQWXh0V29DdUswQW1QU29aeDhES3hDVmQzSHFFV1plOVZHClZ5RDhVdDJ1QUdEQ0pxK2dRc1EwZG4xdXo1VERyVGw4UUhEUjRLb29pcFgvaG1Cc1hhT0VybG14U1d1dFMxbmsKU0w4NThSeFlzLzRYc1pwTzJzbWoxbnpDbGZOMHFCWTNEOHkrSytSdHNIT0Z1emwvakdSNjhLOWRsaTdDVmRCRwpwdTBKMmFJZWdhQzdYcXpBL2JsV0NTeVIvOVU1TGY2blZsdENkajRxYVlUaHlpTERxOTFsMzl2NXhBSW44V2FLCjBJcUtyUk1IaVM1WFVzS1VJb0RMeTN5NGZVWi9YV0d4R05pRERKOE90VTlJcUhpWmVXWExGdnNKWHIwZFR4M2MKTDRZSHRjYnM1aDhXd3NjSHhoa1UreXVpSG5FVDAxNS9NUnozcVJaN3JybzRka3REa2pEUkduTXp4OXVVR0hhRgpYTC9HQSsxdXZFR3FKUGN2OVRrS085UEYxaDZRdzBOT21XcUliVmxyZFhvVk9RZFlOdEpMWmttNVdLR3NaQ2pPCjFsYlZWSkY2YTRUUUphZ2Jud3l1Nmc9PQo9S2tyWQotLS0tLUVORCBQR1AgUFJJVkFURSBLRVkgQkxPQ0stLS0tLQ==',
    ],
    '§0§',
  ],
  [
    'pem indented yaml',
    [
      'Z3Q5SFVKMHkybU1RMVI5OGdORDhNcHpOc3Y3ZWlpRDdlQTdabElKcjFRc3d2a0lmamt1eGNVRFdMOTdWUHBwbA==',
      'cWpwekJUZXkrWmJLZisyc0FJSXQwQXZiU0FwVDZCZTcxNW1MelVtSzg5NGE5N1ZpTXBqVE9LckVtQ0RySkJRWg==',
      'SmdUZmdUUUdNY1VwUXBqVUhoWm5QRVcyTDh1ZkJkaytMdz09',
    ],
    'tls:\n  key: |\n    -----BEGIN EC PRIVATE KEY-----\n    §0§\n    §1§\n    §2§\n    -----END EC PRIVATE KEY-----\n',
  ],
  [
    'putty',
    [
      'VHNRQ3l0akcrMld1RjMvVmY1RFJyenZQcHlhdldrTElBelVlKzUwN1lYR1hWSlBJ',
      'NzM1NjFlYTdlMmZjYjNiNmYzZTQwMmEzNTk0M2YxNTYxMjU4YjI0MzEyMjMyNjExZGViMzQyYmNjYWUyMTgyZA==',
    ],
    'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 2\nonXUGF8CX1Aw/9cBxDqWWSgt+dV5ZX4i83KD9S5g+OrBL34W19JvU2ZoVoOiQPcM\nw7oy71cq6vRk/2RDJEknOLie2kn303eW\nPrivate-Lines: 1\n§0§\nPrivate-MAC: §1§\n',
  ],
  [
    'jwk ec',
    ['Z2NDQTVMVXQ4c1pIdWZWM1hqcGdjZGdiQnNIMFNHZ0pzYXo5NnVDMUw5RQ=='],
    '{"kty":"EC","crv":"P-256","x":"if_Xin6zTneGCVUw-gziCR3ukkWIWUTrPMnIqeTyIIZ","y":"wHjNvo52rRBz8B0fJm39P-_-jQ4uE-yD1wIuUPESc4n","d":"§0§","kid":"k1"}',
  ],
  [
    'jwk rsa',
    [
      'YVdPa0hfS1JkRVAwS2ZrUDNWdk5oY3labjFXMEs0QVZaNDlXN1BzOW04S1BickMwdjdiMk9VQWVyOW56SjVEbmFWSUlqRTNrSnQtTmdSNC00YjJQZk1xZUZmMXQ5MGlYZVVKZ0pMMUlka2FnODJsbDNBTTRVTDVicTF6Y2ppSGZtaDJCakR2alMtZ2VyR3k3a2NUZHVvN0MwQnhhckowQ3ptMEt4c1lRUUhXVHJSNWU0djhzR1liSVFtTmpSdXQ2bDBhMFdfSFE3akdpVTJWMlAyLWwxNGFsbmkxLVhrVl9BbVl3dHNGMFVzUWU2cmpjbVdlcnVGTlVjQUJDMkhIQzhWa093ZUJoWnlwekNIc0QxcHJQWFo5Q0haQ0FwLXVmbEtTZUpFR2djd3BlY2Zodmdrb2VGNVZMelRZVml2NkNwQ2gzRGlyaU9KNF9hUllhZFN4SWlp',
      'OXdxRXl2alVSTFc4WU5NTERLUGNEbUlEX2lMZFpvb3BKUHR5VXYybFR0dkc3RWJVVEVFQnBWcXR3bjhYYmNLNjZxa0lISHZLZEtaZXFacHdRVldpYmE5N2VKUFI0S3lyZVJSYWplRU5nN1hqZThZeHVzcUoxZ1RwM3otbDZTT0pjVEFFR19zdkxqdVl2QmVwc1Y4UFJxTXlpbk1hLTlWeElkNHJHcGhQZkdp',
      'V3ZXQ1BpWktkZnRlZFFsNmtJcmE3cmpOVlk5a21QYkpVQXRVYjlpVjVUa295VkFaNW1FVFlEOFF3Ry0wTUgwVlpZRFppQnhnNmhTdFJQR3k2WFdhYUFoTWQycTFJNnJqc2tDWUVkaTB6REJNcUVwc1NmdGJZQnVMLXplN1otQjlyeElMdzU0Z1NVOURaYlR1RUR6WVNXQmtvc2JPOUZWN0U4WGltMWpIVU1I',
      'N1YtREJ0YjZwbXlsbjVZZDdkQkd2RmZjUzdYc21XbjBDbnNVMklfZURERDZ4UGNuOEZXNDZVOGlNSVZwcGZVMGtRcTE3MVhQT0ZhWGNVclkwOUlUVDBQVVpYTGFFazM2RkU4cjZyRHJvS3NPRzBfUG5Md05ScHFkUXpSdks5X2oycXZmdWZaSXNuUXFZSlg1SFBsSjhEVU1iOTM4MUpISGljR0tlcUFKd25L',
      'cUN2VzZ4U054dlpIZnlGMTUzNnJrNmZNT3dVTmtVa09IUUFFbEp3bU5pYURJTG5KVDBCMldsNlVzbUl6eVNJUU54Q20zaDN1ak92bTFHcEdhazZxalpJa3Vxbk5yRWZrTEJ6Y2xKYXRQU1hvZXROcy1VLVFjSGsyUGNVSEt2aDgtM0ZocF83WEJkb1RobXI0WWF0MFhGdVRiS3gyOHlCMzE0VHpsbUNZWjRX',
      'Qy1LM0NTQXlZZy04VnJLQy1lcjU3TGJGUHA1NnJ4bTVnY3hRSnBFeEZmU1NXWnBXNVFoYWg3RFVXMWM5c1RYYUJyM2VNczYtYk1ray15b09HS3h2OTNTMDBYVE8yYk9LWTNDTE9yLUNGc0NCZWkycURYbEwzY0tyTnZaRmozN3oweGJvUjZDeFlLWmoxSFhIenYzbm1ERm5lRUl6aFFzR3FjYVFWV3VRY3lz',
    ],
    '{"keys":[{"kty":"RSA","n":"J8Xwrl6j2u2-adA2iYY00AoDXxctpUGmwAjt2BY6KtrQQZ6jveHLONtYNfCYN9_UyHeETv5aPNbomeHUgvCCI6ac1pVWs9QhcphvKEkb_KfQOS50O6jyNQmY7YSyZYP11fc7Pr7HXXT-9Y_CYJnlDt_oyUHP7L3QYUmnkAmUU5CNSyz0Zz8XZBSy6Vrj6e70nNikFIJ0OWuiYRBLGl_mHhcxt2O5FcIFzXrCzmeFp4lelDSyv5tsOqijmEt-1JWDbzljkAOknWUABdDeGitOLnGnwRs0DurZEGnvhonJRjytYhl-4houSNx1qjbLuBByFDppy7Fs1bZ-9A2W9tnvQn","e":"AQAB","d":"§0§","p":"§1§","q":"§2§","dp":"§3§","dq":"§4§","qi":"§5§"}]}',
  ],
  [
    'jwk oct',
    ['aG40cklURFo0d3ZLUXZmVzNQSUdsUWFKVThTX2Y0ZVlCQkxpemxwYzI3RQ=='],
    '{"kty":"oct","k":"§0§","alg":"HS256"}',
  ],
  [
    'pkcs8 der base64',
    [
      'TUlJRXZRSUJBREFOQmdrcWhraUc5dzBCQVFFRkFBU0MvS0lLdjhxWEFxdERDSVFDQVBlcHp3NnJRUFdUN2x5SEd0a2dLaHVJZmliU1IyZDVLY2Z3QVBEdndzc2RyV3NpaXNDdllpZUxuOWE2cE5LRUhRWkJZRU5EcGwzNFA1eVBmYnVQZy92Y0JJVFZUZ0Zlc1NGZlB0VTQ0WHRjSUtXUnoyMW9NcVZseHk4T2VZbVdiaEFRckFrL3A0cC8zS2R1T3VkSnI2UGxzOXVtR1V0L3hicUJkMWlKSXllQlhBaXJybWNxV3VCK1dwZUZ4RXRKamNlazJkQ3dtbExtOHlWSFUwTUgxU1BoRGkxSGgzK1dFeHVYdEpkbkwzamlWMDR4SGRKM2V4R3N6M3dCU0J0SW9oWTNWQ0FDVTdvZVRtdDN4NjFOTFJOOSt6akF0K0tuQlhpUjNHSUc1Qnc5S2xLQlU0MHpLYTUrcVNZZW93RHFtVzBwVUt3V0ZLWE1wZzM4aXNlbEozY3R1UXkvOUpoWEpxNWkyUGFlb3ZIS1R3Mk80MWR4MlkveEIvM2JrMlJSamQ4ODY3NzNpWEVEcGpieHoyYUFEV0d2TW1qMDVhV2FkWVRXRXIzSXR4UmxLTW9VK2l2VTdtaFk0S05VOU9vUUJEL3hTcHlrdnpQZEdkcGpUTkY3WkYyKzhtNzliL2RkN3FnRGtEaGVLcVNWeWxyL2hzNXV0WGhYeWhxSU1DN3pPQVNWU091OXVvWkV2dXF4cHRjNnFQbWh5VkRrL3krQzY0a2pjd1p3MFNCL1VnUUFLZG50M2RJRE1Tcy9YRmpLbVFzSEk0blUzUGRnYnRyZkhYUlp0WUxqT29WVG1UTFdLWXhqbWJ2cjhQSzBmV2xQV2ljalBmOFhkd3U5VUZiME1TMUd1RHZLbjd2bjA4MWU1ZmJ5WDIrU05JNHhxNkdFS0RkRVJvQzNIWGRCT1h3ajNaY2pieU9rRXgzMlJoWW5IOTl2MkhTbi9JZ3B3S21yL052TlBjdmJDSzNzd3BiTFlhVDlOUStQWUFWS0tIRWRWYlRHdGxNZm9oaUhQTm14T1BJMTRZSWYrbDJkTW9PeA==',
    ],
    '"privateKeyDer": "§0§"',
  ],
  [
    'p12 base64',
    [
      'TUlJSko0a1ZYYmZJWHpMNkJXWk56NUxVdDBuYWZhMSsyR2ZkeWxuQTcxRDdRbkl0ZXVuT2k3VDk5UmE0cnFzL1FXZjBpK2FlUCtlOVhJeVhUd2tPdmN5WkRKTUwvR24vQXFRcHRvcmhZMEd5ZkwrTjMrRDlSRUZIelg0ZDlmcTJUNGNFdzZONllRZTNzTWpKdkR4dWo5TmtRT3krcW9WUkIrL1FGYkcrRE5rNVRNaTZ2R0VEcTQ4Si9DRTVCaXZZRC9VNGtKS0huVjdvTEZ0MDJvYS9MZHp5V05hTjMzSEhENm1FVjZOWDY4TDI3b1dqZ09iYXVpRzllZTkyVXV0UHpzd2Z6QXdkZXJpMktDOVd6VnZjaXJET0tqajRkdElud0lGUEt0WXRsTENER0RhZFJZdFh4dFh4K01Db05iWldvYkZXRGVQTGNMcVNuakJ6SjZ1d3pRNGRURkNLY3grUmFsUDBqM1E2aWkybGsxbFZtQ0FqT0ZqdTNoVEFteU1MempLWCtyZGlTejV5V09LVlNzNFZLeHgrYTdDL2svcmJuZEQ4TmIrSlBrSGZNY3dpckxiZ2xmWU1EYmp1Zno1RjVMc3NNcURwYmNMc3N4bzI2c25rdTNtT3BDZWNRM09ROHcyZ25tWHlGcklQQkJrYjE4SDlvRXA1QisxUk4zWk5Sei9iSEp6Vm1maXQ4MWU1MlQ5SHFHa2lvNjFLVzRqUGNJOFZjSUdGRklFYnE2Y0RjYTBKbEFmcGdPWWVpNFMzY2dINnlhTWJpQjhudkZodGpMcGoyRlNwVlpzZXYyQTd5Z3ByUTVjT2diRVYrVytINUlXeWEvd0x6RnFvVUJwWkhPL2NGTTNMSXF4SlpYNlFuMUw3QlhHUFJaTUVvRDQ9',
      'VGhpc3RsZSM1ODU5ZGVz',
    ],
    '{"p12":"§0§","p12Password":"§1§"}',
  ],
  [
    'eth private key',
    ['ZDcxN2E4ZDgyYjY4YTY4YmYwMTI4M2I5MDAyZDA3OTU2NWRhYmQ5NjI4MjgwNmFjZmE0YTJhMzdiMDViNzU5YQ=='],
    'PRIVATE_KEY=0x§0§ npx hardhat run deploy.js',
  ],
  [
    'bip39',
    [
      'YWJhbmRvbiByaXBwbGUgY2FjdHVzIGx1bmFyIGV4b3RpYyBwbGVkZ2UgdmVsdmV0IHRvcm5hZG8gbWFuZ28gc3dpZnQgb3pvbmUgZHJhc3RpYw==',
    ],
    'mnemonic: "§0§"',
  ],
  [
    'solana keypair',
    [
      'ODUsNzYsMjIxLDEwOCwxMjYsNTIsMTAyLDcxLDE5MywxNzksMjQ5LDE2MSwyMzQsMjM4LDIzMSwyNTEsMjM5LDc5LDYxLDEwOCwyLDE3OSwyMTMsMTAxLDIwNiwyMTYsMTgzLDI0MywxOSwxNzQsMTc5LDE4LDI1MCw5NCwyNDgsMjE2LDI0OSw1LDE0MiwxMDQsMTMxLDI2LDU4LDIwMiw2NiwyMDksOSwyNyw1NiwzMSw3NywyNDUsMTI4LDE3MSwxNjksMzgsMTEsODIsMjI0LDczLDUzLDExOSwyMTksMTM5',
    ],
    '[§0§]',
  ],
  [
    'btc wif',
    ['S3RpeFE0NFVyR1JRZkc3elhSUVpqY0pjczFlNTdBUnFNOVZYeURTSEYxVmhuNjM1WmZDTg=='],
    'dumpprivkey → §0§',
  ],
  [
    'stellar',
    ['U0M2UEZCUDM3UUVNRUg2RVNIQUVYT1lDMlhKNVJYQ1ZVVFVaT1A3VURCNUw3WjM1WjRSRklPSTQ='],
    'Secret seed: §0§',
  ],
  ['chat english is', ['SGFyYm9yKjM5MzBwZnY='], "hey, the staging password is §0§, don't share it"],
  ['chat english changed', ['NFdlWEs/SUJHdDc0RTE='], "I've changed the root password to §0§ last night."],
  ['chat english login with', ['V2lsbG93IzUzMzlocW8='], 'You can log in with admin / §0§ until Friday.'],
  ['chat english creds colon', ['Z2luZ2VyNjA2Nw=='], 'creds for the printer: admin:§0§'],
  [
    'chat use passphrase',
    ['YnJlZXplIG1hcGxlIG1lYWRvdyBtZWFkb3c='],
    'the passphrase for my key is "§0§" (with spaces)',
  ],
  ['chat wifi', ['cmF2ZW43NTM0'], "Guest wifi is CafeNord and the password's §0§ :)"],
  ['chat pin', ['Njc0OTQx'], 'My PIN for the alarm is §0§, please disarm it.'],
  [
    'mail temp password',
    ['P2dYa3ZOVDhTNg=='],
    'Dear Mr. Boyle,\n\nan account was made for you.\nUser name: tboyle\nTemporary password: §0§\n\nYou will be asked to change it.',
  ],
  ['sms otp', ['NzQwMzM3'], 'Your Acme verification code is §0§. It expires in 10 minutes.'],
  ['sms otp first', ['Nzc0MjA1'], '§0§ is your Acme security code. Do not share it with anyone.'],
  ['google G code', ['Mjc1ODQw'], 'G-§0§ is your Google verification code.'],
  [
    'mail backup codes',
    ['MTUxMyA5MTMx', 'ODM5NSAyNTE1', 'MzE0NSAyODY5'],
    'Save your backup codes:\n\n§0§\n§1§\n§2§\n',
  ],
  [
    'github recovery codes',
    ['ZjA4Y2EtZDgzMWI=', 'NGVjZjEtNDg1MjM=', 'MGVjNmMtYWNmNGQ='],
    '# GitHub recovery codes\n§0§\n§1§\n§2§\n',
  ],
  [
    'recovery codes json',
    ['ZGUya2FkaHZvNQ==', 'dW5sN28wMzhsaA==', 'Zjg1ZmN2ZjN3bg=='],
    '{"recovery_codes":["§0§","§1§","§2§"],"created":"2026-11-04"}',
  ],
  [
    'otpauth url',
    ['SFhBVTRWSlhYVjRRVE5CUkJXQ08zV1o0REI1UVRBQ1E='],
    'otpauth://totp/Acme:jo%40acme.test?secret=§0§&issuer=Acme',
  ],
  [
    'totp setup text',
    ['UUZONSA3WjJEIERBT0ogNkxWVCBEUkdQIEhYRVEgRlE0MyBMVVhP'],
    "Can't scan? Enter this key manually: §0§",
  ],
  ['otp seed yaml', ['SVpMQVczU0E2U09MU09DRFo3WlVYTzNYR1U='], 'mfa:\n  totp_seed: §0§\n  digits: 6\n'],
  [
    'agent user msg',
    ['S2VzdHJlbCs0OTM0b3Jq'],
    '{"role":"user","content":"log into the CRM for me, user is sales@corp.test and pw is §0§"}',
  ],
  [
    'agent assistant repeat',
    ['SnVuaXBlcj8xNDExbXFi'],
    '{"role":"assistant","content":[{"type":"text","text":"I logged in using the password \\"§0§\\"."}]}',
  ],
  [
    'agent tool call fill',
    ['SnVuaXBlciE4NjU0Ymd3'],
    '{"type":"tool_use","id":"toolu_01WFMJLdw71Dxlj6SkNS3lKY","name":"browser_type","input":{"element":"Password field","ref":"e23","text":"§0§"}}',
  ],
  ['playwright fill', ['RW1iZXIqNjI4N254aA=='], "await page.getByLabel('Password').fill('§0§');"],
  ['selenium send_keys', ['Z2Z0UTg3I1J5KnFYMg=='], 'driver.find_element(By.ID, "password").send_keys("§0§")'],
  ['cypress type', ['RmFsY29uPzc3Mjdxa3U='], "cy.get('input[name=\"password\"]').type('§0§')"],
  ['html input value', ['VmV3bG9JS0NrV00z'], '<input type="password" name="pwd" value="§0§">'],
  [
    'html hidden csrf',
    [
      'bmE2V1d5VFBtdng4UzBMSXNhL1d6R2REOFhaQ3JIOGJBUElWVUxZMUZxdzhtZ0c4YXRzSUFIZzZiQ1JlQjNNNnVHd0ZaVSsrdFVuYXk3aEd4ZXpzenc9PQ==',
    ],
    '<input type="hidden" name="authenticity_token" value="§0§" />',
  ],
  [
    'html meta csrf',
    ['b0YzQ1VpZm11cTF1b3dXcG4zaGtXMHVWZWFSX1dXOU1ha2J3Z01NblA5aHlvZFBDOWRVTzJjcjZ2dzVLSjBWYg=='],
    '<meta name="csrf-token" content="§0§">',
  ],
  [
    'aria snapshot',
    ['S2VzdHJlbCoyOTAxd3l6'],
    '- textbox "Password" [active] [ref=e12]: §0§\n- button "Sign in" [ref=e13]',
  ],
  [
    'slack thread',
    ['VGhpc3RsZSMzMDUxaHBz'],
    '[10:02] mia: whats the jenkins pw again?\n[10:03] tom: §0§\n[10:03] mia: thx',
  ],
  [
    'slack thread quoted',
    ['anUxSVJ3N2txdzVRUHNWcnRseGJnZHRPOGJhUThTMWI='],
    '> can you send me the api key for the sandbox?\nsure: §0§',
  ],
  [
    'ticket comment',
    ['bGFudGVybjYxNzU='],
    'Customer wrote: "I can\'t get in, my username is hk_77 and my password is §0§, please help"',
  ],
  [
    'jira description',
    ['T3JiaXQrMzE1MWR2aw=='],
    'h2. Access\n* URL: https://stage.example\n* Login: qa\n* PW: §0§\n',
  ],
  ['readme creds', ['dXpsSzNwWURjY0Y0'], '## Test account\nUser: `demo`  \nPassword: `§0§`'],
  ['spoken', ['T0JPQkdBamRXd3AxcHVpQnVXaG9xWnYyeEt2cGF0'], 'So the new secret is §0§ — rotate it monthly.'],
  ['combo list', ['bWF4LmhlaW5lNjMwQHBvc3Rlby5leGFtcGxl', 'Q29iYWx0Kzg0NTB0aG4='], '§0§:§1§'],
  ['safe combination', ['MzQtNzEtMDgtMjI='], 'The combination of the office safe is §0§.'],
  ['door code', ['NDU0NiM='], 'door code: §0§'],
  [
    'security answer',
    ['V2VydGhlaW1iYWNo'],
    '{"securityQuestion":"Mother\'s maiden name?","securityAnswer":"§0§"}',
  ],
  [
    'de passwort lautet',
    ['T3R0ZXIhMTAzN3BnaA=='],
    'Das Passwort für den Testserver lautet §0§. Bitte nicht weitergeben.',
  ],
  ['de kennwort', ['YnhlP1hjc080K0E3'], 'Benutzername: hschmidt\nKennwort: §0§\n\nMit freundlichen Grüßen'],
  ['de zugangsdaten', ['T3R0ZXIqMjcwNHFxag=='], 'Hier die Zugangsdaten: admin / §0§'],
  ['de geändert', ['QnJlZXplPzQ2MzN1ams='], 'Ich habe das Passwort auf §0§ geändert.'],
  ['de tan', ['MjM3MTc5'], 'Ihre mobileTAN für die Überweisung lautet: §0§'],
  ['de pin', ['NDczMQ=='], 'Die PIN der Karte ist §0§, bitte merken.'],
  ['fr mot de passe', ['UXVhcnR6KzU2ODhrcnM='], 'Le mot de passe du serveur est §0§, ne le partage pas.'],
  ['fr mdp', ['ZllFITRCVlVESDE='], 'identifiant : jdupont\nmdp : §0§\n'],
  ['fr code', ['OTM2NDkw'], 'Votre code de vérification est le §0§.'],
  ['fr nouveau', ['RW1iZXI/NTU3MHRhZA=='], 'Voici ton nouveau mot de passe : « §0§ »'],
  ['es contraseña', ['Q2FueW9uPzQzMTJ1Z3Q='], 'La contraseña del panel es §0§ y caduca mañana.'],
  ['es clave', ['enRQQkFOUGFMdlMx'], 'Usuario: rgomez, clave: §0§'],
  ['es codigo', ['MzAwMjgy'], 'Tu código de verificación es §0§'],
  ['pt senha', ['U2FmZnJvbj8zNTQ3Z3hr'], 'A senha do banco de dados é §0§, ok?'],
  ['pt palavra-passe', ['bzNRRD9LMSszalIw'], 'Utilizador: amaria\nPalavra-passe: §0§'],
  ['pt codigo', ['ODU3MjY3'], 'Seu código de acesso: §0§. Não compartilhe.'],
  ['it password', ['bGFudGVybjQ5NDk='], 'La password del wifi è §0§'],
  ['it chiave', ['V3R6bE0xTGU5VTR1RnVDSXhjOGxZTDBUM0FPU2x5WTA='], 'chiave segreta: §0§'],
  ['nl wachtwoord', ['R3Jhbml0ZT83MzgzbXBs'], 'Het wachtwoord is §0§ en de gebruiker heet beheer.'],
  ['tr şifre', ['UHJhaXJpZT82NTExcXR3'], 'Sunucunun şifresi: §0§'],
  ['tr parola', ['RmFsY29uITc0MDVzdXk='], 'Yeni parolanız §0§ olarak ayarlandı.'],
  ['tr doğrulama', ['Mjc1MDY4'], 'Doğrulama kodunuz: §0§'],
  ['pl hasło', ['UmF2ZW4/NzQ4NWprdQ=='], 'Hasło do bazy to §0§, proszę nie przekazywać.'],
  ['pl kod', ['NTE2ODg0'], 'Twój kod weryfikacyjny: §0§'],
  ['cs heslo', ['R3Jhbml0ZSszMTIwd3du'], 'Heslo k účtu je §0§.'],
  ['sv lösenord', ['QnJlZXplKjE4MTFlbGg='], 'Lösenordet är §0§'],
  ['fi salasana', ['WnhJQ01Ub21BNlky'], 'Salasana: §0§'],
  ['ru пароль', ['TWVhZG93PzU5NTBlb20='], 'Пароль от сервера: §0§'],
  ['ru это', ['U2FmZnJvbis2NzQ2bmRq'], 'мой пароль — §0§, логин admin'],
  ['uk', ['aTNEcjU2ajhoRU41'], 'Ваш пароль: §0§'],
  ['ja パスワード', ['UGViYmxlKzk5NzFqcnM='], 'パスワードは §0§ です。'],
  ['ja 暗証番号', ['MzcwMQ=='], '暗証番号は§0§です。'],
  ['ja 認証コード', ['NDExODgw'], '認証コード：§0§'],
  ['zh 密码', ['SnVuaXBlciMxOTExYW9j'], '数据库的密码是§0§，请勿外传。'],
  ['zh 验证码', ['Njk2MzE3'], '【某某】您的验证码是§0§，5分钟内有效。'],
  ['ko 비밀번호', ['S2VzdHJlbD8yNDYzZmFn'], '비밀번호: §0§'],
  ['ar', ['T3R0ZXI/NjUzNXZxbQ=='], 'كلمة المرور هي §0§'],
  ['hi', ['UmF2ZW4/MTgyMHd3eg=='], 'आपका पासवर्ड §0§ है'],
  ['vi', ['RmFsY29uIzE5ODRza2g='], 'Mật khẩu: §0§'],
  ['de json keys', ['V2FsbnV0KzExNTVhZmE='], '{"benutzer":"erika","passwort":"§0§","rolle":"leser"}'],
  ['es json keys', ['UGViYmxlIzcyODRlZmE='], '{"usuario":"luis","contrasena":"§0§"}'],
  ['fr yaml', ['Q29iYWx0ITc2ODJ1ZGg='], 'base:\n  utilisateur: app\n  mot_de_passe: §0§\n'],
  [
    'graphql variables',
    ['Y2xhcmEudm9nZWwyNjdAcG9zdGVvLmV4YW1wbGU=', 'U2FmZnJvbis1OTEzcnp5'],
    '{"operationName":"Login","query":"mutation Login($email: String!, $password: String!) { login(email: $email, password: $password) { token } }","variables":{"email":"§0§","password":"§1§"}}',
  ],
  [
    'graphql inline',
    ['R3Jhbml0ZSoxMjUxaHJ2'],
    'mutation { login(username: "root", password: "§0§") { ok } }',
  ],
  [
    'graphql response',
    ['MVVVaERoU3MtMU1wNmI4NENMX1ZEVFhUY2ZSVVhlNEtPMEFjUXo1R0JzZ0I='],
    '{"data":{"login":{"token":"§0§","user":{"id":4}}}}',
  ],
  [
    'graphql createKey',
    ['ZkswZ2FneUFxNkxrMHptazhzMVRYUXltYXVhTVJ0cWRvMmpqVlpuSw=='],
    '{"data":{"apiKeyCreate":{"apiKey":{"id":"gid://x/9","secret":"§0§"}}}}',
  ],
  [
    'mcp tool call',
    ['c2tfbGl2ZV9zTDd3TU11eUx5YUM4VjJPaTA1R1c4VGlFMVlVMHdRSVZsS2dNUTY4bWJ6aTU4a1M0aExtVjBVb2RDc04='],
    '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"set_secret","arguments":{"name":"STRIPE_KEY","value":"§0§"}}}',
  ],
  [
    'mcp tool call plain secret',
    ['VmVsdmV0KzY4MzdnbGs='],
    '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"create_secret","arguments":{"secret_name":"crm","secret_value":"§0§"}}}',
  ],
  [
    'mcp server config',
    ['ek1rQnNTb2lOZ2tSZHJMb2lS', 'TV96YW1tWXBxZDRYQkl4R3c5VllrX0c1eHJqck5zVkZqb1RBMGVYUg=='],
    '{\n  "mcpServers": {\n    "db": {\n      "command": "npx",\n      "args": [\n        "-y",\n        "mcp-postgres",\n        "postgres://u:§0§@h/db"\n      ],\n      "env": {\n        "API_TOKEN": "§1§"\n      }\n    }\n  }\n}',
  ],
  [
    'mcp tool result',
    ['Rno2WkVkQWRaVGpydmFlMWgxbVpqRmpKMjdaRmZTbmNMNnFOVHd1Yw=='],
    '{"jsonrpc":"2.0","id":4,"result":{"content":[{"type":"text","text":"{\\"client_secret\\":\\"§0§\\"}"}]}}',
  ],
  [
    'mcp session header',
    ['NHpLX2d2THdGaW9aVUFIaVJDbUdFeklBaXJOTExIeG12dmU2bGY4aHlCbQ=='],
    'Mcp-Session-Id: §0§\nContent-Type: application/json',
  ],
  ['cli args array', ['SnVuaXBlciM5ODAyaXZ6'], '["--user","root","--password","§0§","--port","22"]'],
  [
    'cli args eq',
    ['ZHVqNnIyVU5kNUtSb05qdThPSVpBeWZiUnRZUmZ6NEc='],
    '{"argv":["deploy","--auth-token=§0§","--verbose"]}',
  ],
  [
    'openai tool msg',
    ['UXVhcnR6ITE2MDdocXM='],
    '{"role":"tool","tool_call_id":"call_6ovkvWZh9lPgjtoum6FNlP0v","content":"{\\"username\\":\\"x\\",\\"password\\":\\"§0§\\"}"}',
  ],
  [
    'twice escaped json',
    ['SEZkaTY2VVFIQXQ3a1dwOFJXdTRzU21ISDNyZGJYbXJoZDdr'],
    '{"messages":[{"content":"{\\"body\\":\\"{\\\\\\"api_key\\\\\\":\\\\\\"§0§\\\\\\"}\\"}"}]}',
  ],
  [
    'name value env list',
    ['V2FsbnV0IzY0MDZ5aHk='],
    '{"containerDefinitions":[{"environment":[{"name":"DB_PASSWORD","value":"§0§"},{"name":"STAGE","value":"prod"}]}]}',
  ],
  [
    'key value pair list',
    ['RUJSdjNEckVjcUR4MlFkTVZBeVBFV3ZqQUtXVA=='],
    '[{"Key":"ApiSecret","Value":"§0§"},{"Key":"Region","Value":"eu"}]',
  ],
  [
    'otel attributes',
    ['d0tOanNtQ19UT1lXeVZ3MGRmb2gtdEFUUTNKMGdUWTgtQ3VnTkpNY1dueWdjZm5qTUE='],
    '{"attributes":[{"key":"http.request.header.authorization","value":{"arrayValue":{"values":[{"stringValue":"Bearer §0§"}]}}}]}',
  ],
  [
    'postman env',
    ['dkkzSnRGZUJlUWJ6aHlfSXhTU2s3VFpDWDZka3k0RWt3ZHNPaFRORA=='],
    '{"values":[{"key":"access_token","value":"§0§","enabled":true}]}',
  ],
  [
    'msgpackish python repr',
    ['Q29iYWx0KzIzNDFuYnM='],
    "{'user': 'kim', 'password': '§0§', 'remember': True}",
  ],
  ['ruby hash', ['R3Jhbml0ZSo5NTkzYnB1'], '{:user=>"kim", :password=>"§0§"}'],
  ['go map print', ['akZSa21MeGw2Z1FBcWJWVw=='], 'map[password:§0§ user:kim]'],
  ['java toString', ['UXVhcnR6ITY1MTlueG4='], 'LoginRequest(username=kim, password=§0§, remember=false)'],
  [
    'java record token',
    ['RWtueUI4dHJqSnhqTVU0TnF3RnB0WG5NUkhhT0owQ3dBSkNRX1BleQ=='],
    'OAuthToken[accessToken=§0§, expiresIn=3600]',
  ],
  ['rust debug', ['RmFsY29uKzY2MTdtZHM='], 'Credentials { username: "kim", password: "§0§" }'],
  [
    'soap wsse',
    ['T3R0ZXIqNTI5NXJ1cw=='],
    '<wsse:UsernameToken><wsse:Username>ws</wsse:Username><wsse:Password Type="PasswordText">§0§</wsse:Password></wsse:UsernameToken>',
  ],
  ['xml element', ['ZUoyWkhhZ29RQlVXdWRsTWIyTFFHMGg5WU5KMXB5VzI='], '<ApiKey>§0§</ApiKey>'],
  [
    'ldif',
    ['ZTFOVFNFRjlPREJuY0ZGa1ZVVk9VVlJXU1hKRmR6QmxNVTVOUWtKUFkwRk5SRVJpU1U5bU4zbFJUM2M5UFE9PQ=='],
    'dn: cn=app,dc=x\nuserPassword:: §0§\n',
  ],
  [
    'smtp dialog',
    ['Q29iYWx0IzE4MTJpbnA=', 'RGIySmhiSFFqTVRneE1tbHVj'],
    'S: 235\nC: AUTH PLAIN AG1haWxlcgB§1§A==\nS: 235 2.7.0 Accepted',
  ],
  ['imap login', ['Q2FueW9uKzIzODV2ZWE='], 'a001 LOGIN "kim" "§0§"\r\na001 OK LOGIN completed'],
  [
    'ftp log',
    ['S2VzdHJlbD81MDk2a25w'],
    '---> USER deploy\n<--- 331 Password required\n---> PASS §0§\n<--- 230 Logged on',
  ],
  [
    'redis auth',
    ['Tjczdkdxd1pSb3dIelRTN1lObkdOOGswOXZJcE9BZkY='],
    '1790001234.1 [0 10.0.0.3:5122] "AUTH" "§0§"',
  ],
  [
    'interactive prompt',
    ['RmFsY29uKzE1ODFqZ3Y='],
    '$ sudo -S systemctl restart app\n[sudo] password for deploy: §0§\n',
  ],
  ['log kv', ['aFc0VWpOZTY4ekg0'], '2026-11-04T10:00:01Z DEBUG auth.login user=kim password=§0§ ip=10.0.0.3'],
  [
    'log json nested',
    ['TGRsMWlxbGlSa2Z3U01yUjJXeUFWcGdMRWRTNFpUTm1vM1R6'],
    '{"level":"info","msg":"outgoing","req":{"headers":{"authorization":"Bearer §0§","host":"a"}}}',
  ],
  [
    'log retry url',
    ['U2laTndDcjJVS2dnTHNmMlR0Qkt2eEhUaWd1dWh1aDB2RHZ5d1hxOWZNSVE='],
    'WARN retrying GET https://api.example/v1/items?access_token=§0§ (attempt 2/5)',
  ],
  [
    'stack trace dsn',
    ['NXpmNVdxZG1US3JTVVdmV3VjUFM='],
    'sqlalchemy.exc.OperationalError: could not connect\n  File "db.py", line 12, in connect\n    create_engine(\'postgresql://app:§0§@db:5432/x\')\n',
  ],
  [
    'stack trace args',
    ['S2VzdHJlbCMxMDc1cHFz'],
    'Error: login failed\n    at login ({"user":"kim","password":"§0§"})\n    at main (index.js:3:1)',
  ],
  [
    'php trace',
    ['UGViYmxlIzIwMDdhaW0='],
    "#0 /app/db.php(12): PDO->__construct('mysql:host=db', 'root', '§0§')\n#1 {main}",
  ],
  [
    'axios error',
    ['UGViYmxlIzY0NjV0emI=', 'cU43MG1HUmhlalJUT3Fpb0Zua3lHd2EzcU5NTnJMNEg='],
    '{"message":"Request failed with status code 401","config":{"url":"/me","auth":{"username":"u","password":"§0§"},"headers":{"X-Api-Token":"§1§"}}}',
  ],
  ['python requests auth', ['T3R0ZXIhOTcxNHVncg=='], "requests.post(url, auth=('svc', '§0§'))"],
  [
    'nginx access log',
    ['MllXclBzVjBzUzN2QVNvaGtxOWZQMWdGejN1VkJQZjlkY055WG83Vg==', 'd2ptMTBWY0c1eUlWbUNVSEp6NEY2Z3dx'],
    '10.0.0.3 - - [04/Nov/2026:10:00:00 +0000] "GET /cb?code=§0§&state=§1§ HTTP/1.1" 302 0',
  ],
  [
    'env in crash dump',
    ['cURraTUzUFJYRnpFdWZkYTE0Q0d3N01neTdudWpCZjQ='],
    'Environment: {PATH=/usr/bin, API_TOKEN=§0§, HOME=/root}',
  ],
  [
    'github actions log',
    ['RUg4cWpkUDJDRWNoN3d0WTRqS3Zsd0hvRjFScWVhOW11YWpKY1E2ZQ=='],
    'Run ./deploy.sh\nenv:\n  DEPLOY_KEY: §0§\n  NODE_VERSION: 24\n',
  ],
  [
    'key fingerprint with key',
    ['dWwzQWNTcVliYkRESlZIYmNvbFdHNWRsTXk3bjc1b3N6dmx5ZG9wTg=='],
    'Generated api key §0§ for client 42',
  ],
  [
    'created token',
    ['WlBod1FjNzRKd3FBTHhDZjFkdUM0RUZsZnJGdHpJdWVadE9mSlpNZFoyVw=='],
    "Token created successfully. Copy it now, it won't be shown again:\n\n    §0§\n",
  ],
  [
    'initial jenkins',
    ['ODNmMjNiNjYzMTA4M2Y0MGMwYWVlY2E2MTM0OTA1YTk='],
    'Please use the following password to proceed to installation:\n\n§0§\n\nThis may also be found at: /var/jenkins_home/secrets/initialAdminPassword',
  ],
  [
    'mysql temp password',
    ['ZjYxRU13UTVtdUow'],
    '[Note] [MY-010454] [Server] A temporary password is generated for root@localhost: §0§',
  ],
  [
    'elastic reset',
    ['eTRzT25JbzMwc3c4aTFqVjRKRjE='],
    'Password for the [elastic] user successfully reset.\nNew value: §0§',
  ],
  [
    'argocd',
    ['RHk2TFBnOEJqRDBzczZhRQ=='],
    '$ argocd admin initial-password -n argocd\n§0§\n\n This password must be only used for first time login.',
  ],
  [
    'jupyter token',
    ['YjJmMmJhYjM1MGE5ZjFhYTMyZmQ5YWYzMTkxNzYwYmRkY2E0ODlhNjk4NDNjZDdi'],
    'http://127.0.0.1:8888/lab?token=§0§',
  ],
  [
    'kubeadm join',
    ['MTVueTBoLmE1ZWQ3ZDlnaXdiMzNubm0='],
    'kubeadm join 10.0.0.1:6443 --token §0§ --discovery-token-ca-cert-hash sha256:6f28a5c9f5e7e8ce1176ba5774f525c632fdedff9fa8c037ae8e52d1b79b14e9',
  ],
  [
    'docker swarm join',
    [
      'U1dNVEtOLTEtNHIwaGNhYWd6eXpxbW43ZW5zZDdiNTBrYWw4N3kzdjJpcjhianVqNmkzeTFoaTdseGctMzJrZTcxNDVjbGRtZDBwNGQ4cDZkY3dkOQ==',
    ],
    'docker swarm join --token §0§ 10.0.0.1:2377',
  ],
  [
    'device code',
    ['bmRNT0ZmelRjY0RTdlk5Q2NPMmFVUTIyVFlVTW5fUk9BSWdXbVBESERwTVU=', 'V0RKQi1NSkhU'],
    '{"device_code":"§0§","user_code":"§1§","verification_uri":"https://a.example/device","interval":5}',
  ],
  [
    'base64 json',
    ['UHJhaXJpZT85NzkyY2Fx', 'UWNtRnBjbWxsUHprM09USmpZWA=='],
    'payload=eyJ1c2VyIjoia2ltIiwicGFzc3dvcmQiOiJ§1§EifQ==',
  ],
  [
    'base64url json',
    [
      'UnRVbk5CZ2dDVVpGZTdac3I4c3NrOFFlQUVxdFlkVWczb3A4b2k3cw==',
      'U2RGVnVUa0puWjBOVldrWmxOMXB6Y2poemMyczRVV1ZCUlhGMFdXUlZaek52Y0RodmFUZHo=',
    ],
    'state: eyJhY2Nlc3NfdG9rZW4iOiJ§1§IiwibmV4dCI6Ii9ob21lIn0',
  ],
  [
    'base64 bare env',
    ['T3R0ZXIrMTI0OGVieA==', 'VDNSMFpYSXJNVEkwT0dWaWU='],
    'content: REJfVVNFUj1hcHAKREJfUEFTU1dPUkQ9§1§Ao=',
  ],
  [
    'base64 lines',
    ['R2luZ2VyITIwMjV2Z2s=', 'UjJsdVoyVnlJVEl3TWpWMloy'],
    'Content-Transfer-Encoding: base64\n\nSGVsbG8sCnlvdXIgcGFzc3dvcmQgaXMg§1§sKUmVnYXJkcywgdGhlIHRlYW0g\nb2YgdGhlIHBvcnRhbA==\n',
  ],
  [
    'base64 data uri',
    [
      'WWltM3Q4R29TSzFLaVc0TmZ2M3duYkpoUGp0NzJoWlV2MFB4cVlRbw==',
      'V1dsdE0zUTRSMjlUU3pGTGFWYzBUbVoyTTNkdVlrcG9VR3AwTnpKb1dsVjJNRkI0Y1ZsUmI=',
    ],
    'data:application/json;base64,eyJhcGlfa2V5Ijoi§1§yJ9',
  ],
  [
    'hex text',
    ['UGViYmxlPzQ1MTByb3o=', 'NTA2NTYyNjI2YzY1M2YzNDM1MzEzMDcyNmY3YQ=='],
    '0x70617373776f72643d§1§',
  ],
  [
    'gzip base64',
    [
      'OEVBbUxKYjdCV1VobVVXN1ZIaGJyejFBZW1lNEZHUkNFYWhxTDlYaw==',
      'SDRzSUFBQUFBQUFBQTZ0V1NzN0pUTTByaVM5T1RTNUtMVkd5VXJKd2RjejE4VW95ZHdvUHpjZ05EVGNQODhoSUtxb3lkRXpOVFRWeGN3OXlkazNNS1BTeGpNaFcwbEZLTDByTUs0a3ZxU3hJVmJLQ21aTmNsSnFTbWxlU21aaFRyRlFMQUVtZkhhbGVBQUFB',
    ],
    '"body":"§1§","encoding":"gzip"',
  ],
  [
    'percent json',
    ['VGhpc3RsZSM5MzI4am9h', 'VGhpc3RsZSUyMzkzMjhqb2E='],
    'data=%7B%22password%22%3A%22§1§%22%2C%22user%22%3A%22k%22%7D',
  ],
  [
    'percent twice',
    ['NmlIV2dBY1JxTGI3NmdaNUt1bm9ETXQ1WUxMcENPc29zemxrVmphVQ=='],
    'u=https%253A%252F%252Fa.example%252F%253Fapi_key%253D§0§',
  ],
  [
    'html escaped json',
    ['NHcyWGx3RHkwUk9tVEowTnpRcmlTeHFmNVpqNDBVNlU1UXBFZF9LcA=='],
    '<div data-props="{&quot;apiToken&quot;:&quot;§0§&quot;,&quot;locale&quot;:&quot;en&quot;}">',
  ],
  [
    'unicode escapes',
    ['cHpSdHJHRXNseDVSOWNyV0VyR1cyMkZldmhXZ282VzdVY0twYXNKQQ=='],
    '{"url":"https://a.example/?a\\u003d1\\u0026token\\u003d§0§\\u0026b\\u003d\\u003c2\\u003e"}',
  ],
  [
    'base64 twice',
    [
      'cVl3Rm1jZzkwemxTczdRVUMyMEV3MXFlTk1Bd3FJSTU=',
      'WlhsS2VscFhUbmxhV0ZGcFQybEtlRmRZWkVkaVYwNXVUMVJDTm1KR1RucE9NVVpXVVhwSmQxSllZM2hqVjFaUFZGVkdNMk5WYkVwT1UwbzU=',
    ],
    'X-Debug: §1§',
  ],
  [
    'github contents api',
    [
      'c2tfbGl2ZV9CZW9RQlpwenZ1ckZOUHBIUkVFdlBSMU8xVnlNYjQ0dHJZUnphNm1QYTQwU0lKdzk=',
      'VUU5U1ZEMHpNREF3Q2xOVVVrbFFSVjlUUlVOU1JWUTljMnRmYkdsMlpWOUNaVzlSUWxwd2VuWjFja1pPVUhCSVVrVkZkbEJTTVU4eA==',
    ],
    '{"name":".env","encoding":"base64","content":"§1§\\nVnlNYjQ0dHJZUnphNm1QYTQwU0lKdzkKTkFNRT1hY21lCg=="}',
  ],
  [
    'lambda logs gz',
    [
      'IyVZM1YhQW1hNkpRVDA=',
      'SDRzSUFBQUFBQUFBQTZ0V3lzbFBkeTFMelNzcFZyS0tybGJLVFMwdVRreFBWYkpTS2tnc0xpN1BMMHF4VlZhTk5BNVRkTXhOTlBNS0RERlFLQzFPTGJKTlZLcU5yUVVBeGJYTFNEd0FBQUE9',
    ],
    '{"awslogs":{"data":"§1§"}}',
  ],
  [
    'quoted printable',
    ['UGViYmxlITk3NTRjYnk='],
    'Content-Transfer-Encoding: quoted-printable\n\nYour password =3D §0§\n',
  ],
  [
    'cloud-init b64',
    ['R3Jhbml0ZSo3OTE0a3R2', 'ZHlZVzVwZEdVcU56a3hOR3QwZA=='],
    'user_data: I2Nsb3VkLWNvbmZpZwpjaHBhc3N3ZDoKICBsaXN0OiB8CiAgICByb290Ok§1§go=',
  ],
  [
    'jwt with pii only',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lJNU1XRXdZMlU1WldWaVpXUWlMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJbVZ0WVdsc0lqb2llRUI1TG1WNFlXMXdiR1VpZlEuMzlSQjB3ckJlXzM3djhnUGNRX3YxT1lfZ20talNQRkJrZ2ZRZkQtTW9Vdw==',
    ],
    'id_token=§0§',
  ],
  [
    'pubsub data',
    [
      'SHJUS2lFYmkzZ1BITW1lUEVNSUlxeGZCOEZ4bzROc3pPcWZZdWo0eQ==',
      'aHlWRXRwUldKcE0yZFFTRTF0WlZCRlRVbEpjWGhtUWpoR2VHODBUbk42VDNGbVdYVnFOSA==',
    ],
    '{"message":{"data":"eyJ0b2tlbiI6Ik§1§kiLCJldmVudCI6InVzZXIuY3JlYXRlZCJ9","messageId":"3481542459030549"}}',
  ],
  ['card spaced', ['NDI5OSA4MDE2IDg1ODEgODE3NA=='], 'Please charge §0§ exp 04/29'],
  [
    'card json',
    ['NTQzMjQxMDM3Nzk0MzI1MQ==', 'NzY4'],
    '{"number":"§0§","exp_month":4,"exp_year":2029,"cvc":"§1§"}',
  ],
  ['card amex', ['Mzc0MzM3MjEyNTI1OTYy'], 'Amex §0§'],
  ['card dashes', ['NjAxMS02NTc0LTgzOTItODMxNA=='], 'card: §0§'],
  ['card cvv prose', ['MzA3'], 'The CVV is §0§ and it expires 05/28.'],
  ['iban de', ['REUyNSA3NzQ4IDIzOTUgMzA3MyA1MTc4IDIz'], 'Bitte überweisen Sie auf §0§.'],
  ['iban plain json', ['TkwxMkFCTkE1MjQzOTQxMzAz'], '{"iban":"§0§","holder":"X"}'],
  ['iban tr', ['VFI5MCAwMDA2IDEwNzYgNjgwOCA3NjIyIDk1MDIgMDQ='], 'IBAN: §0§'],
  ['iban fr', ['RlI2MDcxODk3MTI5ODM2ODYzNjUxNzU1MDYy'], 'Compte §0§'],
  ['email plain', ['ai5rb3dhbHNraTIwMkBwb3N0ZW8uZXhhbXBsZQ=='], 'Contact §0§ for access.'],
  ['email plus', ['YW5uYStzaG9wNjAwQG1haWwuZXhhbXBsZS5jby51aw=='], '{"to":"§0§"}'],
  ['email display', ['a3VydC53ZWlzczU5NkBwb3N0ZW8uZXhhbXBsZQ=='], 'From: "Kurt Weiß" <§0§>'],
  [
    'email percent',
    ['YW5hLnNpbHZhNjEyQHBvc3Rlby5leGFtcGxl', 'YW5hLnNpbHZhNjEyJTQwcG9zdGVvLmV4YW1wbGU='],
    '?email=§1§&x=1',
  ],
  ['phone e164', ['KzQ5MTU3Mjk5MDQ4NjI='], '{"from":"+15005550006","to":"§0§"}'],
  ['phone us', ['KDQxNSkgNTU1LTY2NzM='], 'Call me at §0§ tomorrow'],
  ['phone de', ['MDE3MSAxNjAyNTcy'], 'Telefon: §0§'],
  ['phone fr', ['MDYgNzkgNDMgNTIgODc='], 'Tél : §0§'],
  ['phone uk', ['KzQ0IDc3MDAgOTcwOTM3'], 'mobile §0§'],
  ['ssn', ['NTM2LTQ4LTY2NTg='], 'SSN: §0§'],
  ['ssn json', ['NTEyNDQ5Mzgx'], '{"first":"A","ssn":"§0§"}'],
  ['cpf', ['MTU3LjM3MC44MzItMTc='], 'CPF §0§'],
  ['tckn', ['NDAyODYzNjQ0OTY='], 'TC Kimlik No: §0§'],
  ['pesel', ['OTAwNDEyMTYxOTk='], 'PESEL: §0§'],
  ['passport', ['Q1o0UTNXSEpO'], 'Passport number: §0§'],
  ['dni', ['MTUxMTY4MjhE'], 'DNI: §0§'],
  ['steuer id', ['NDU2NDM1NTc2NDg='], 'Steuer-ID: §0§'],
  ['nino', ['UVEgMzQgMzggNjkgQw=='], 'National Insurance number §0§'],
  ['license', ['RDg4ODI1MTc='], '{"driver_license":"§0§","state":"CA"}'],
  ['us bank', ['MjE4NDgzODcyNDM1'], '{"routing_number":"110000000","account_number":"§0§"}'],
  ['dob', ['MTk4Ny0wMy0xNA=='], '{"patient":{"name":"A. B.","date_of_birth":"§0§"}}'],
];

/** Variants of what was missed, and more keys: 2 of 83 were missed at once. */
export const EIGHTH_VARIANTS: readonly BlindRow[] = [
  [
    'v raw headers request',
    ['UVVKMHVpQW5BR2NvSmluOWQxVnluOXV5N2c5RDN1NXFPNFBMMHNkSA=='],
    '["Host","api.example","Accept-Encoding","gzip","X-Api-Key","§0§"]',
  ],
  [
    'v raw headers cookie',
    ['bDM2NzY0d2F2ZXc2cjRyY2h2M2NxNjRmeDhraW4yaGc='],
    '["Host","api.example","User-Agent","curl/8","Cookie","sid=§0§"]',
  ],
  [
    'v raw headers auth',
    ['S1B5UFdlSmIzQWJ4cVlRYldFM3FvT0ZqSFVFVEZNZExCcGJpWFJmbA=='],
    '{"req":["Accept","*/*","Authorization","Bearer §0§","Keep-Alive","timeout=5"]}',
  ],
  [
    'v invite accept path',
    ['TTREdERBRXN6NndZcXpQZEw0U0piSzF2cVU3NmtQLU84OHlFc25ScA=='],
    'https://team.example/accept-invitation/§0§',
  ],
  [
    'v share link path',
    ['T29KcGN4QXJqVWJUZWpqM1dKSExVZFE2M1JwbHB0YVY='],
    'https://files.example/share-link/§0§',
  ],
  [
    'v login link path',
    ['RVF3c3FPT2V1amJyaDFnU0t5OTdOM04zTW9wcVhhTlpBdEFXUHF1N0JYeA=='],
    'Sign in: https://app.example/login-link/§0§?next=%2F',
  ],
  ['v redeem gift', ['WHRrQVF6WGM1NXpMRWREdHI1Zk4wOGJ5Q2tlTA=='], 'https://shop.example/redeem-gift/§0§'],
  [
    'v wp app password yaml',
    ['ZTBsQiBxV3VIIGJNZUYgQkNyTSBEU1VjIGJhOVo='],
    'wordpress:\n  user: editor\n  app_password: §0§\n',
  ],
  ['v wp app password chat', ['UTlqbyBFSnBtIFJiWTEgUHFUViBiSHd4IDZhOVo='], "here's the app password: §0§"],
  ['v google app password chat', ['a2ZocSBqa3doIGlzaHEgd3hrdQ=='], 'my gmail app password: §0§'],
  [
    'v google app password ini',
    ['aHZjcyBjdWhkIHpvbmQgdGh3ZA=='],
    '[smtp]\nuser = me@corp.example\npassword = §0§\n',
  ],
  ['v google app pw login', ['eGJqbCBmZmR4IGR4eWwgbnBtcA=='], "server.login('bot@corp.example', '§0§')"],
  ['v google app pw env', ['Z3ptcCByamJwIHl4aHcgZ2hmeg=='], 'SMTP_PASS="§0§"'],
  ['v google app pw json', ['bnB4ZCBkb3pnIG5vZmEgZHFtcw=='], '{"auth":{"user":"bot","pass":"§0§"}}'],
  ["v password's", ['SnVuaXBlcio5NTg2Z2x2'], "ok, the admin password's §0§ now"],
  ["v passphrase's", ['Z2luZ2VyNzI1MA=='], 'The passphrase’s §0§'],
  [
    'v ask token sure',
    ['NFlmQ0xSWXJqRk03WUFkWDRRd09SYVQ4YkdUOGFkVHg='],
    'Do you have the token for CI?\nyep: §0§',
  ],
  [
    'v ask key here',
    ['M0l5a3dDM1NKeTlEVlliaXBocnQ2VzNVVHREQUpUNmRZbzk3'],
    'mia: could you paste the API key again?\ntom: §0§',
  ],
  ['v ask creds', ['V2lsbG93ITUwNzhuemI='], 'What are the creds?\nroot, §0§'],
  ['v combination lock', ['Ny0zLTEtOQ=='], 'The bike lock combination is §0§'],
  ['v combination safe', ['MTIgNDQgMDc='], 'Combination for the vault: §0§'],
  ['v de auf gesetzt', ['T3JiaXQrODg0OG9xZw=='], 'Habe das Kennwort vom Router auf §0§ gesetzt'],
  ['v de lautet jetzt', ['VmVsdmV0IzkwMjFldmg='], 'Passwort wurde geändert auf §0§'],
  ['v fr changé', ['VmVsdmV0Kzc0MTNiZnQ='], "J'ai changé le mot de passe de l'admin en §0§"],
  ['v es cambié', ['V2FsbnV0PzUwMTdqcmE='], 'Ya cambié la contraseña del router a §0§'],
  ['v pt mudei', ['VHVuZHJhPzI4OTJncnQ='], 'Mudei a senha do wifi para §0§'],
  ['v it cambiato', ['VHVuZHJhPzYyOTd3am0='], 'ho cambiato la password in §0§'],
  ['v nl gewijzigd', ['UHJhaXJpZSs5MzU0Y3Zw'], 'Het wachtwoord is gewijzigd naar §0§'],
  ['v pl zmienione', ['SnVuaXBlciM2OTYxYm11'], 'Hasło zmieniłem na §0§'],
  ['v tr olarak', ['U2FmZnJvbj85MzAwbW10'], 'Şifreyi §0§ olarak değiştirdim'],
  ['v tr yaptım', ['SnVuaXBlcis0NTg4cHdi'], 'Parolayı §0§ yaptım'],
  ['v ja 変更', ['U2FmZnJvbj8yODY1a3Jz'], 'パスワードを§0§に変更しました'],
  ['v ko 변경', ['UXVhcnR6Kzc4MjdmcHM='], '비밀번호를 §0§로 변경했습니다'],
  ['v en reset to', ['T3JiaXQhNzA4OHpuYQ=='], 'I reset the password for kim to §0§'],
  ['v mobiletan', ['MjU4MDc3'], 'Mobile-TAN für Ihre Zahlung: §0§'],
  [
    'v hex 0x json',
    ['TjB5RDFIeG9xTUNwVWpUY2U0S004U0lC', 'NGUzMDc5NDQzMTQ4Nzg2ZjcxNGQ0MzcwNTU2YTU0NjM2NTM0NGI0ZDM4NTM0OTQy'],
    'data=0x7b226170695f6b6579223a22§1§227d',
  ],
  [
    'v bytea',
    [
      'cE92RVg0VDE3cjlmejN5V1lYSk9tMmdSTUZXUmwy',
      'NzA0Zjc2NDU1ODM0NTQzMTM3NzIzOTY2N2EzMzc5NTc1OTU4NGE0ZjZkMzI2NzUyNGQ0NjU3NTI2YzMy',
    ],
    ' body | \\x746f6b656e3d§1§\n(1 row)',
  ],
  [
    'v gemini array',
    ['S3g5UXo3IWFC', 'IlF6NyFhQiI='],
    '[{"candidates":[{"content":{"parts":[{"text":"The password is "}]}}]},\r\n{"candidates":[{"content":{"parts":[{"text":"Kx9"}]}}]},\r\n{"candidates":[{"content":{"parts":[{"text":§1§}]}}]}]',
  ],
  [
    'v chunks list',
    ['UGViYmxlKjgwODdobmQ=', 'ImJsZSo4Ig=='],
    '{"chunks":[{"choices":[{"index":0,"delta":{"content":"Sure:"}}]},{"choices":[{"index":0,"delta":{"content":" the "}}]},{"choices":[{"index":0,"delta":{"content":"passw"}}]},{"choices":[{"index":0,"delta":{"content":"ord i"}}]},{"choices":[{"index":0,"delta":{"content":"s Peb"}}]},{"choices":[{"index":0,"delta":{"content":§1§}}]},{"choices":[{"index":0,"delta":{"content":"087hn"}}]},{"choices":[{"index":0,"delta":{"content":"d ok"}}]}]}',
  ],
  [
    'v jq stream',
    ['Z2hwX3VSaEFQbE40TUx2RlJXZ1ZQNWdzME5xYnNseGZwMEd1TXRiRg==', 'ImhwX3VSaEEi'],
    '{\n  "type": "text-delta",\n  "delta": "token g"\n}\n{\n  "type": "text-delta",\n  "delta": §1§\n}\n{\n  "type": "text-delta",\n  "delta": "PlN4MLv"\n}\n{\n  "type": "text-delta",\n  "delta": "FRWgVP5"\n}\n{\n  "type": "text-delta",\n  "delta": "gs0Nqbs"\n}\n{\n  "type": "text-delta",\n  "delta": "lxfp0Gu"\n}\n{\n  "type": "text-delta",\n  "delta": "MtbF is"\n}\n{\n  "type": "text-delta",\n  "delta": " set"\n}',
  ],
  [
    'v xxd env',
    ['M3RXcA=='],
    '00000000: 4442 5f50 4153 5357 4f52 443d 3374 5770  DB_PASSWORD=§0§\n00000010: 504c 3f50 4267 7752 4774 4e33 4641 5139  PL?PBgwRGtN3FAQ9\n00000020: 0a50 4f52 543d 310a                      .PORT=1.\n',
  ],
  ['v fastly', ['Y1puRzVFSEV6VXM2T3ZCQXVWU3lWM0NaMDF0aEhDZHg='], 'Fastly-Key: §0§'],
  [
    'v deepgram',
    ['YTQzNDI5MjVmOTdjY2FhNjdiMTA3NDg1Njk5OWViMTBmMTljMzI5OA=='],
    'Authorization: Token §0§\nContent-Type: audio/wav',
  ],
  [
    'v elevenlabs',
    ['c2tfZThiNmM4YjFhOTBiZmNiYjMyZTNjMmQzNGQxN2ZlZDM1MzMzNzhjZDdhNGY2N2Ew'],
    'xi-api-key: §0§',
  ],
  ['v assemblyai', ['MmNmOGFiZDAzNTdjMTY3MGEzNmVmNjdiMDJjMmVlNDM='], 'aai.settings.api_key = "§0§"'],
  ['v voyage', ['cGEtVmwwX1ZQSDZNTUJWOXdKSjdLUnl4X3VEVzhFWVF1ZE9uQk9VZlNmTXdQcQ=='], 'VOYAGE_API_KEY=§0§'],
  ['v mistral', ['U2pYdWgzcjAycnp2QVRCUlpPRjFxNUlrYUFLQzBxNlY='], 'client = Mistral(api_key="§0§")'],
  ['v tavily', ['dHZseS1kZXYtcjJzVXNpVDF6d3NCblZpTGxUQUxxV3RoMkpMeWVTRG4='], 'TAVILY_API_KEY=§0§'],
  ['v firecrawl', ['ZmMtMmViNWUwNDIyMzBkYzgzOTBmM2Q4ZGZiMThjMTBkMGE='], 'Authorization: Bearer §0§'],
  ['v exa', ['NDZiZjU5MDgtY2RiYy00M2JiLWEwNDUtMTBjYWMxMzlhYjFh'], 'x-api-key: §0§'],
  ['v e2b', ['ZTJiXzc4OGNiYjk2MmQ5YjQ0MzJhN2EwZjQwZjNjMzUzYzJlNWEyYjg2MTM='], 'E2B_API_KEY=§0§'],
  [
    'v browserbase',
    ['YmJfbGl2ZV9pU2kwOTdacGVkaDQxOHZSNFVLTk1wRlNGOGE='],
    '{"projectId":"d441a68b-db01-4e60-aaf1-566bd7d2f46f","apiKey":"§0§"}',
  ],
  ['v composio', ['YWtfTnpIOFBmNWxaVVE3QVRocEt5U1E='], 'composio login --api-key §0§'],
  ['v langfuse', ['c2stbGYtOTViMzkzZjYtNDI2MC00Yzk0LWE4MzMtYWJhYTY1MTdjMTIy'], 'LANGFUSE_SECRET_KEY="§0§"'],
  [
    'v helicone',
    ['c2staGVsaWNvbmUtdGp2YWRydy1rN2dia2NqLXJhMjc2NnctMGU2ZTJnNQ=='],
    'Helicone-Auth: Bearer §0§',
  ],
  [
    'v supabase service',
    [
      'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJblI1Y0NJNklrcFhWQ0o5LmV5SnpkV0lpT2lKaU9ESm1ZMk5tT1dWbU5XTWlMQ0pwWVhRaU9qRTNPVEF3TURBd01EQXNJbkp2YkdVaU9pSnpaWEoyYVdObFgzSnZiR1VpZlEuXzJVQWdSdlY2QjZpVGxzVFVzNXhWcFRLWm9tSVdUQWJUZTBvOFQyd1NNMA==',
    ],
    'SUPABASE_SERVICE_ROLE_KEY=§0§',
  ],
  [
    'v neon',
    ['bnBnX1ZxMmViWG1ZRmZXVQ=='],
    'postgresql://neondb_owner:§0§@ep-x.eu-central-1.aws.neon.tech/neondb?sslmode=require',
  ],
  [
    'v upstash',
    ['QVhqYUlWS3VBQi1sczZja2FQNmRpZkRJSzR1SHQ1Q0JlRThoVFAwWWRZWTAyaVFrY0JmS0ZCOHFzWnNzdW0='],
    'UPSTASH_REDIS_REST_TOKEN="§0§"',
  ],
  ['v resend', ['cmVfNDBwdVJ1VzhfaVlBNmxjRERqV0E1RDFkYVY0anlGUmdw'], "new Resend('§0§')"],
  [
    'v clerk',
    ['c2tfbGl2ZV9Zd2JPTXdjNElhc1VPUjV4QXhSN010MHFDUE0wejR1cW9SVGY4WkI2TmY='],
    'CLERK_SECRET_KEY=§0§',
  ],
  [
    'v posthog personal',
    ['cGh4X29lZktFUmVzcHNUenlmakFUV1dIT0RsbEZPaWF6M2g0SGpaaXpseTdRRzk='],
    'POSTHOG_PERSONAL_API_KEY: §0§',
  ],
  [
    'v sentry auth',
    [
      'c250cnlzXy91dmJLeFR5UGJGTW1VKzArYjJkV3RCVU1ZVkUvYlpvOE1BYXFsb0RMeDA0U3lYbitwdXozWUtMbjFmaHoveUs0TlIzUzhqeFA3UWp6a2V3bXdnRTdPZk9SYkp4c3ZsUFB5a1pobVpabkhpT3gxcU5PcDhOdXk3bw==',
    ],
    'SENTRY_AUTH_TOKEN=§0§',
  ],
  [
    'v buildkite',
    ['Ymt1YV8wZmE5MjQ2ZmNmNTZlNjBkNDRmY2QwNWI2MjNhMjAwM2RjNDg3MDE1'],
    'buildkite-agent start --token "§0§"',
  ],
  [
    'v circleci',
    ['Q0NJUEFUX283T3lLZllnTjgyZmdiUG9mVkYyQ0NfMzg1MzdhYTgzYTYwMDc3M2U3Y2ZiMWUwNmM5ZjE2YjZhYmQxYmE5YQ=='],
    'Circle-Token: §0§',
  ],
  [
    'v pulumi token',
    ['cHVsLTg2ZGZmMGE3YmQxNTA4NWUxOTJjNTQxNzA2YjBkYTczN2E1ZTg0MWE='],
    'PULUMI_ACCESS_TOKEN=§0§',
  ],
  [
    'v terraform cloud',
    [
      'ZXFBeHhiRXF2cDh3QWEuYXRsYXN2MS5oM1dsdDg1SERvWmVRSm94N0cyalZEbVRRdkQ5SWo5MHhSV29EV25KcTlESGtjUVlrWnU2TmJ0bVhFSVhyRDhlR1Bt',
    ],
    'credentials "app.terraform.io" {\n  token = "§0§"\n}',
  ],
  [
    'v confluent',
    ['SGRsK0RJNER2TVVsTGpXS25oRW1IQnVkbnVLb0d2WkV0b2k3VXJ5a3lITFJnYXJpNVlnZ1dHYWNDeCtMQUtWSw=='],
    '{"key":"TOXQ72AI3EAFRLJF","secret":"§0§"}',
  ],
  [
    'v jfrog',
    ['QUtDcDhUM1lXN09MTmp2b2diSHpiVHZZOVE2YzBRWDlGRWhtTUNQMHNjcm1QbEs3M0JQdnRURFowcWdJQ1lKRkQ3eEdUTnUwYg=='],
    'X-JFrog-Art-Api: §0§',
  ],
  [
    'v bitbucket app',
    ['QVRCQkw5bUhXc3NZUENBOXhIYkpwV1dOS0JHNDNsSHZjbENa'],
    'git clone https://kim:§0§@bitbucket.org/acme/app.git',
  ],
  [
    'v okta client',
    ['U1J4a3RQMC13REFHVk14VFROYzR1R1FHcUxZNHFiWkF3ME9LM1BIRzIxVTlWYllKanRuQUVsSmx4aDNUX3ZUeQ=='],
    "OKTA_OAUTH2_CLIENT_SECRET='§0§'",
  ],
  ['v ldap uri', ['R3Jhbml0ZSEyNDY3dnl4'], 'ldap_bind_pw: §0§'],
  [
    'v kafka sasl',
    ['Wk5UMEpSQXhnZVN1RGlva2k5VklMTHpJ'],
    'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="svc" password="§0§";',
  ],
  ['v winrm', ['UHJhaXJpZSs5NzI4bnFs'], 'winrs -r:host -u:admin -p:§0§ ipconfig'],
  ['v rdp file', ['RmFsY29uITUwMTB1anE='], 'cmdkey /generic:TERMSRV/host /user:adm /pass:§0§'],
  ['v vnc', ['VmVsdmV0KjYwMTZ4emw='], 'x11vnc -passwd §0§ -forever'],
  ['v rsync', ['T1B5RFRmYmNFUFJqV212aw=='], 'RSYNC_PASSWORD=§0§ rsync -a a b'],
  ['v restic', ['ZW1iZXItbWFyYmxlLXR1bmRyYS00MQ=='], 'export RESTIC_PASSWORD=§0§'],
  ['v gpg passphrase', ['VHVuZHJhIzM2OTdvZnk='], "gpg --batch --passphrase '§0§' -d f.gpg"],
  ['v zip -P', ['TWVhZG93IzI1NTl6cno='], 'zip -P §0§ a.zip f'],
  ['v 7z', ['SnVuaXBlcis3MjE3aW5k'], '7z x a.7z -p§0§'],
  ['v openvpn', ['SnVuaXBlciszMTY2b3hu'], '<auth-user-pass>\nkim\n§0§\n</auth-user-pass>'],
  ['v mailbox chat', ['TWFyYmxlITEyNTF4bGk='], 'für info@corp.example ist das pw §0§'],
  ['v voice', ['a2VzdHJlbDkyODI='], 'user said: "my password is §0§ all lowercase"'],
];
