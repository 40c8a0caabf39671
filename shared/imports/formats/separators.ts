const OTHERS: readonly (readonly [separator: string, name: string])[] = [
  ['\t', 'tabs'],
  [';', 'semicolons'],
  ['|', 'bars'],
];

/**
 * A hint for a header that is one column because another character separates its fields. Empty for other headers.
 */
export function separatorHint(header: readonly string[]): string {
  const [only, another] = header;
  const [, name] = OTHERS.find(([separator]) => another === undefined && only?.includes(separator)) ?? [];
  return name === undefined ? '' : ` (are its fields separated by ${name}? Save it with commas)`;
}
