// What in a configuration may be a secret: by the name of its key, or by the look of its text.

export const hidden = '••••';

const secretKey =
  /(pass(word|wd|phrase)?|pwd|secret|token|(^|_)key(_|$)|key_?id|credential|private|connection_string|sas)/i;

export function isSecretKey(key: string): boolean {
  return secretKey.test(key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** Passwords inside texts such as `postgres://user:pw@host` and `dbname=x password=y`. */
export function hideSecrets(text: string): string {
  return text
    .replace(/(:\/\/[^:/@\s]+:)[^@/\s]+(@)/g, `$1${hidden}$2`)
    .replace(/\b(password|token|secret|motherduck_token)=('[^']*'|"[^"]*"|[^\s&;]+)/gi, `$1=${hidden}`);
}

/** A line of a configuration file that is better not shown, whatever is wrong in it. */
export function mayHoldSecret(line: string): boolean {
  const keys = line.match(/[A-Za-z_]\w*/g) ?? [];
  return hideSecrets(line) !== line || keys.some(isSecretKey);
}
