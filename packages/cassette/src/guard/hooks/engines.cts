import moduleApi = require('node:module');
import type tls = require('node:tls');
import loads = require('./loads.cts');

type Call = (this: object, ...args: unknown[]) => unknown;

/** Each takes the name of an engine, which may be a file with native code. */
const LOADING = ['setClientCertEngine', 'setEngineKey'];

/**
 * OpenSSL's engines, in what loads them: `crypto.setEngine`, and the options `clientCertEngine` and
 * `privateKeyEngine` of TLS. Neither module is loaded for it, which takes 10 ms.
 *
 * @param pass throws for what must not be loaded
 * @returns hooks what has been loaded by now
 */
function hookEngines(pass: (file: string) => void): () => void {
  let isCryptoHooked = false;
  let isTlsHooked = false;
  return () => {
    if (!isCryptoHooked && loads.isLoaded('crypto')) {
      isCryptoHooked = true;
      const crypto = process.getBuiltinModule('node:crypto');
      const { setEngine } = crypto;
      Reflect.set(crypto, 'setEngine', (...args: Parameters<typeof setEngine>) => {
        pass(args[0]);
        setEngine(...args);
      });
      moduleApi.syncBuiltinESMExports();
    }
    if (isTlsHooked || !loads.isLoaded('tls')) return;
    isTlsHooked = true;
    const { SecureContext } = process.getBuiltinModule('node:tls') as unknown as {
      SecureContext: new () => tls.SecureContext;
    };
    const native = Object.getPrototypeOf(new SecureContext().context) as Record<string, Call>;
    for (const name of LOADING) {
      const original = native[name];
      if (original === undefined) continue;
      native[name] = function (...args) {
        pass(String(name === 'setEngineKey' ? args[1] : args[0]));
        return Reflect.apply(original, this, args);
      };
    }
  };
}

export = hookEngines;
