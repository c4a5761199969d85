export { base64Alignments } from './base64-alignments.ts';
export type { BytesHint } from './redact-bytes.ts';
export { assertNoSecrets, findSecrets, type FindOptions } from './find-secrets.ts';
export { openKey } from './open-key.ts';
export { makeFolders } from './make-folders.ts';
export { makeFolder } from './private-folder.ts';
export { isPlaceholder, stripDigests } from './placeholder.ts';
export { redactBinary, redactData } from './redact-binary.ts';
export { RedactOptions, type RedactorOptions } from './redact-options.ts';
export { createRedactor, type Redactor, type RedactorStream, type RunRedactor } from './redactor.ts';
export { sweepUnfinished } from './sweep-unfinished.ts';
export { continuedStrings } from './rules/event-stream.ts';
export {
  appendLine,
  writeByDigest,
  writeFileAtomic,
  writeJsonAtomic,
  writeRedactedJson,
  type WriteOptions,
} from './write.ts';
