const OTHERS: readonly (readonly [separator: string, name: string])[] = [
  ['\t', 'tabs'],
  [';', 'semicolons'],
  ['|', 'bars'],
];

/** What to do about a header that is one column because its fields are separated by something else; else empty. */
export function separatorHint(header: readonly string[]): string {
  const [only, another] = header;
  const [, name] = OTHERS.find(([separator]) => another === undefined && only?.includes(separator)) ?? [];
  return name === undefined ? '' : ` (are its fields separated by ${name}? Save it with commas)`;
}
