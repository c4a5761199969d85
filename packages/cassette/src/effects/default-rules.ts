import type { Effect } from '@agent-replay/contracts';
import type { EffectRule } from './effect-rule.ts';

type DefaultRule = EffectRule & { effect: Effect };

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Hosts whose writing calls move money, and endpoints anywhere that do. */
const MONEY: readonly DefaultRule[] = [
  ...[
    'api.stripe.com',
    '*.paypal.com',
    '*.braintreegateway.com',
    '*.braintree-api.com',
    '*.adyen.com',
    '*.adyenpayments.com',
    '*.squareup.com',
    '*.squareupsandbox.com',
    '*.mollie.com',
    '*.checkout.com',
    '*.klarna.com',
    '*.gocardless.com',
    '*.razorpay.com',
    '*.paddle.com',
    'api.lemonsqueezy.com',
    '*.wise.com',
    '*.transferwise.com',
    '*.plaid.com',
    '*.dwolla.com',
    '*.worldpay.com',
    '*.authorize.net',
    '*.cybersource.com',
    '*.paystack.co',
    '*.flutterwave.com',
    '*.mercadopago.com',
    '*.coinbase.com',
    '*.binance.com',
    '*.kraken.com',
    '*.alpaca.markets',
    'api.chargebee.com',
    '*.chargebee.com',
    '*.recurly.com',
    '*.afterpay.com',
    '*.affirm.com',
    '*.payoneer.com',
    '*.revolut.com',
    '*.mangopay.com',
  ].map((host): DefaultRule => ({ host, methods: WRITES, effect: 'money' })),
  {
    path: /(?:^|\/)(?:payments?|payment[_-]intents?|charges?|refunds?|payouts?|transfers?|withdrawals?|checkout|invoices\/[^/]+\/pay|subscriptions?|orders\/[^/]+\/(?:pay|capture))(?:\/|$)/i,
    methods: WRITES,
    effect: 'money',
  },
];

/** Hosts and endpoints that change who may do what. */
const ACCOUNT: readonly DefaultRule[] = [
  ...[
    '*.auth0.com',
    '*.okta.com',
    '*.clerk.com',
    '*.clerk.dev',
    'api.workos.com',
    '*.stytch.com',
    'iam.amazonaws.com',
    'cognito-idp.*.amazonaws.com',
    'identitytoolkit.googleapis.com',
    'login.microsoftonline.com',
  ].map((host): DefaultRule => ({ host, methods: WRITES, effect: 'account' })),
  {
    path: /(?:^|\/)(?:accounts?|users?|members?|invitations?|invites?|sign[_-]?up|register|passwords?|password[_-]resets?|api[_-]?keys?|access[_-]tokens?|roles?|permissions?|mfa|sessions?)(?:\/|$)/i,
    methods: WRITES,
    effect: 'account',
  },
];

/** The rules that ship. A user's own stand before them. */
export const DEFAULT_EFFECT_RULES: readonly DefaultRule[] = [...MONEY, ...ACCOUNT];
