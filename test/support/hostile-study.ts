import type { Sample } from './sample-study.ts';

/** A study with malicious or unreadable names, for every place that displays names. */
export const HOSTILE = {
  votes: 400,
  title: '</title><script>alert(1)</script>',
  models: [
    '<img src=x onerror=alert(1)>',
    '"onmouseover="alert(1)',
    "'><svg onload=alert(1)>",
    '=cmd()',
    '\u202egnp.exe',
    '{{constructor}}',
    'constructor',
    'toString',
    'نموذج',
    'm'.repeat(128),
  ],
  specialties: ['</script><b>', '&lt;i&gt;', '-->', '+1', 'x'.repeat(128), 'hasOwnProperty'],
  dangerous: '\u202egnp.exe',
} satisfies Sample;
