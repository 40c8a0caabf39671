import { BrokenOff } from '../../unreadable-file.ts';

export const damaged = (how: string): BrokenOff =>
  new BrokenOff(`its Parquet data are damaged (${how}). Write it again.`);
