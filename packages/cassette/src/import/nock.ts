import { type ImportedEntry } from './import-recording.ts';
export function readNock(): ImportedEntry[] {
  throw new Error('later');
}
