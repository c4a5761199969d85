/** What is kept of a payload, always after redaction: all, a digest, its shape, a summary, nothing. */
export type CapturePolicy = 'full' | 'hash' | 'fields' | 'redact' | 'deny';
