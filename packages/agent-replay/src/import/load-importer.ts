import { pathToFileURL } from 'node:url';
import { RECORDING_KINDS } from '@agent-replay/cassette';
import { AgentReplayError, thrownText } from '@agent-replay/contracts';
import type { Config } from '../config/config.ts';
import { namedModule } from '../config/named-module.ts';
import type { RunImporter } from './run-importer.ts';

/**
 * The importer that the config has under a name.
 *
 * @throws {AgentReplayError} `IMPORT_FAILED` when there is none, or its module has no such function.
 */
export async function loadImporter(kind: string, { importers, root }: Config): Promise<RunImporter> {
  const source = Object.hasOwn(importers, kind) ? importers[kind] : undefined;
  if (typeof source === 'function') return source;
  if (source === undefined) {
    const known = [...RECORDING_KINDS, ...Object.keys(importers)].join(', ');
    throw failure(`no importer has the name "${kind}"`, `use one of ${known}, or add it under "importers"`);
  }
  const { file, exportName, cause } = namedModule(source, root);
  if (file === null)
    throw failure(
      `"${source}" is neither a file nor a package: ${cause}`,
      'install the package, or begin the path of a file with "./"',
    );
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    throw failure(
      `"${file}" does not load: ${thrownText(error)}`,
      `make "node ${file}" start without an error`,
    );
  }
  const found = module[exportName ?? 'default'];
  if (typeof found === 'function') return found as RunImporter;
  throw failure(
    `"${file}" exports no function "${exportName ?? 'default'}"`,
    'export the function that reads the file',
  );
}

function failure(reason: string, fix: string): AgentReplayError {
  return new AgentReplayError('IMPORT_FAILED', `Failed to find an importer: ${reason}.`, {
    lines: [['fix', fix]],
  });
}
