export { exportHar, type ExportHarOptions } from './export/export-har.ts';
export { detectRecording } from './import/detect-recording.ts';
export { importInto, type ImportIntoOptions } from './import/import-into.ts';
export {
  type ImportedRecording,
  type ImportOptions,
  importRecording,
  RECORDING_KINDS,
  type RecordingKind,
  type SkippedEntry,
} from './import/import-recording.ts';
