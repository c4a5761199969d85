/** True for what stands in documentation: `YOUR_API_KEY`, `${API_KEY}`. Words may be passwords, as `secret` is. */
export const isOpenForm = (value: string): boolean =>
  isVariable(value) || (value.length <= 60 && INVITATION.test(value));

/** True for a reference to a variable: `${API_KEY}`, `{{ token }}`, `<token>`. */
export const isVariable = (value: string): boolean => VARIABLE.test(value);

const INVITATION = /^(?:your|insert|replace|enter|paste)(?:[_ -][a-z]{1,14}){1,8}$/i;
const VARIABLE = /^(?:\$\{[^{}]{1,100}\}|\{\{[^{}]{1,100}\}\}|<[\w -]{1,40}>)$/;
