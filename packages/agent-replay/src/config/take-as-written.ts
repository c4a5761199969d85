import { readFileSync } from 'node:fs';
import module from 'node:module';
import { pathToFileURL } from 'node:url';

/** What only an ES module holds. */
const ESM = /^(?:import\b(?!\s*\()|export\b)/m;
const FORMATS: Record<string, string> = { '.ts': 'module-typescript', '.js': 'module' };

/**
 * Has a config that is written as an ES module load as one, until the function that it returns is called: also where
 * `"type": "commonjs"` in the package.json, which `npm init` writes, has Node take it for CommonJS.
 */
export function takeAsWritten(file: string): () => void {
  const format = FORMATS[file.slice(-3)];
  if (format === undefined || !ESM.test(readFileSync(file, 'utf8'))) return () => undefined;
  const { href } = pathToFileURL(file);
  // Not imported by name: a Node that lacks it would refuse the import before anybody can say which one is needed.
  const hooks = module.registerHooks({
    load: (url, context, next) => next(url, url === href ? { ...context, format } : context),
  });
  return () => hooks.deregister();
}
