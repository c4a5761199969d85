/** True for what people make up where a password is asked for: letters, digits and a sign, or both cases with digits. */
export function isPasswordLike(value: string): boolean {
  if (value.length < 6 || value.length > 64 || /\s|^https?:/.test(value)) return false;
  if (!/[A-Za-z]/.test(value) || !/\d/.test(value)) return false;
  // a version, a date, a measure, a file, a path, a product (RFC 9110 §10.1.5)
  if (
    /^v?\d[\d.,:-]*\w{0,4}$|\.[A-Za-z]\w{0,4}$|^[./~]|^\w+[-_/][\w/-]+$|^[A-Za-z][A-Za-z-]*\/v?\d{1,4}(?:\.\d{1,5})*$/.test(
      value,
    )
  )
    return false;
  return /[!@#$%^&*?+~=]/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value));
}
