import { type ImportedEntry } from './import-recording.ts';
export function readHar(): ImportedEntry[] {
  throw new Error('later');
}
