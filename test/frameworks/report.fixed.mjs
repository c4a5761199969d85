import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes what was found and names it. */
export async function report(context, text) {
  await writeFile(join(context.workspace, 'report.md'), text);
  await context.recordArtifact({ kind: 'file', uri: 'report.md' });
  return text;
}
