import type { Names } from '../lib/compact/index.ts';
import type { CompactEntry } from './ledger-codec.ts';

const SEPARATOR = '\u001f';

const optional = (number: number | undefined): string => (number === undefined ? '' : number.toString(36));

/** Writes an entry as one short text. A control character separates the fields, because no field contains one. */
export function writeEntry(entry: CompactEntry, names: Names): string {
  const { sp, sr, h, hr, i, ir, a, b, o, cr, ca, cb, aa, ar, ba, br, n = [], m = [], x, v, s, t } = entry;
  const { va, ve, vb, vf, vn = [] } = entry;
  const fixed = [
    ...[names.numberOf(sp), optional(sr), names.numberOf(h), optional(hr), i ?? '', optional(ir)],
    ...[names.numberOf(a), names.numberOf(b), o ?? '', optional(cr)],
    // The sign distinguishes an empty card from a missing one.
    ...[ca === undefined ? '' : `=${ca}`, cb === undefined ? '' : `=${cb}`],
    ...[aa ?? '', optional(ar), ba ?? '', optional(br)],
    ...[va ?? '', optional(ve), vb ?? '', optional(vf)],
    ...[x ?? '', optional(v), names.numberOf(s), t, optional(n.length), optional(vn.length)],
  ];
  return [...fixed, ...n, ...vn, ...m].join(SEPARATOR);
}

export function readEntry(text: string, names: Names): CompactEntry {
  const fields = text.split(SEPARATOR) as [string, ...string[]];
  const [sp, sr, h, hr, i, ir, a, b, o, cr, ca, cb, aa, ar, ba, br, ...more] = fields;
  const [va, ve, vb, vf, x, v, s, t, answers, versions, ...others] = more;
  const n = others.splice(0, number(answers!));
  const vn = others.splice(0, number(versions!));
  const entry: CompactEntry = { v: number(v!), s: names.nameOf(s!), t: t! };
  if (sp) entry.sp = names.nameOf(sp);
  if (sr) entry.sr = number(sr);
  if (h) entry.h = names.nameOf(h);
  if (hr) entry.hr = number(hr);
  if (i) entry.i = i;
  if (ir) entry.ir = number(ir);
  if (a) entry.a = names.nameOf(a);
  if (b) entry.b = names.nameOf(b);
  if (o) entry.o = o;
  if (cr) entry.cr = number(cr);
  if (ca) entry.ca = ca.slice(1);
  if (cb) entry.cb = cb.slice(1);
  if (aa) entry.aa = aa;
  if (ar) entry.ar = number(ar);
  if (ba) entry.ba = ba;
  if (br) entry.br = number(br);
  if (va) entry.va = va;
  if (ve) entry.ve = number(ve);
  if (vb) entry.vb = vb;
  if (vf) entry.vf = number(vf);
  if (x) entry.x = x as NonNullable<CompactEntry['x']>;
  if (n.length > 0) entry.n = n;
  if (vn.length > 0) entry.vn = vn;
  if (others.length > 0) entry.m = others;
  return entry;
}

/** Base 36 is exact for all revisions, which are at most 2^53 − 1. */
const number = (text: string): number => Number.parseInt(text, 36);
