import { count, plain } from './text.ts';

/** The terminal or log that progress is written to. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  /** A terminal may say that it has 0 columns, and may change its mind at any time. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressOutput {
  readonly stream: ProgressStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Step {
  /** Shows how far the step is. `total` is absent if it is not known. */
  at(done: number, total?: number, note?: string): void;
  /** Shows what the step does, or what it waits for. */
  show(state: string): void;
  /** Names a part of the step at once, also in a log: the part may keep the process too busy to say more. */
  begin(part: string): void;
  /** Ends the step with its result. */
  done(result: string): void;
  /** Ends the step as failed. */
  fail(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_EVERY_MS = 100;
/** A log gets a line this often while the state changes, and less often while it does not. */
const LINE_EVERY_MS = 5_000;
const SAME_LINE_EVERY_MS = 30_000;
/** Time after which a state that has not changed says since when. */
const STILL_AFTER_MS = 10_000;
/** A moving line in fewer columns shows too little to be of use. */
const MIN_COLUMNS = 20;

/**
 * Shows a step of long work: a moving line in a terminal, a line every few seconds in a log.
 *
 * The moving line never exceeds one row and hides nothing, the cursor included. So a signal may end the process at any
 * time, and no number of columns can make drawing loop.
 */
export function beginStep(
  title: string,
  { stream, environment }: ProgressOutput = { stream: process.stderr, environment: process.env },
): Step {
  const began = performance.now();
  let state = '';
  let changedAt = began;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let line: { at: number; state: string | null } = { at: began, state: null };
  let isDrawn = false;
  let frame = 0;

  const columns = () => movingColumns(stream, environment);
  const text = (now: number) => {
    const seconds = Math.floor((now - changedAt) / 1000);
    const still = now - changedAt < STILL_AFTER_MS ? '' : stillFor(state, seconds);
    return plain(state === '' ? title : `${title}: ${state}`) + still;
  };
  const clear = () => {
    if (isDrawn) stream.write('\r\x1b[K');
    isDrawn = false;
  };
  const writeLine = (now: number) => {
    clear();
    line = { at: now, state };
    stream.write(`  ${text(now)}\n`);
  };
  const redraw = (now: number) => {
    const width = columns();
    if (width !== null) {
      if (now - drawnAt < REDRAW_EVERY_MS) return;
      drawnAt = now;
      isDrawn = true;
      frame = (frame + 1) % FRAMES.length;
      stream.write(`\r${cut(`${FRAMES[frame]} ${text(now)}`, width - 1)}\x1b[K`);
    } else if (now - line.at >= (state === line.state ? SAME_LINE_EVERY_MS : LINE_EVERY_MS)) writeLine(now);
  };
  const change = (next: string): number => {
    const now = performance.now();
    if (next !== state) changedAt = now;
    state = next;
    return now;
  };
  const end = (mark: string, colour: number, result: string) => {
    clearInterval(timer);
    clear();
    stream.write(`${coloured(mark, colour, { stream, environment })} ${plain(title + result)}\n`);
  };

  const timer = setInterval(() => redraw(performance.now()), REDRAW_EVERY_MS);
  timer.unref();
  redraw(began);
  return {
    at(done, total, note = '') {
      const share = total ? ` of ${count(total)} (${Math.floor((100 * done) / total)} %)` : '';
      redraw(change(`${count(done)}${share}${note && `, ${note}`}`));
    },
    show(next) {
      redraw(change(next));
    },
    begin(part) {
      const now = change(part);
      drawnAt = Number.NEGATIVE_INFINITY;
      if (columns() === null) writeLine(now);
      else redraw(now);
    },
    done(result) {
      end('✔', GREEN, `: ${result} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    },
    fail() {
      end('✖', RED, '');
    },
  };
}

const stillFor = (state: string, seconds: number): string =>
  state === '' ? ` (for ${count(seconds)} s)` : ` (no change for ${count(seconds)} s)`;

/** The columns of a moving line. Null if there can be none: a log, a pipe, a terminal without control or width. */
function movingColumns(
  { isTTY, columns }: ProgressStream,
  { TERM, CI }: ProgressOutput['environment'],
): number | null {
  const isAutomated = CI !== undefined && !['', '0', 'false'].includes(CI);
  if (isTTY !== true || TERM === 'dumb' || isAutomated) return null;
  return Number.isInteger(columns) && columns! >= MIN_COLUMNS ? columns! : null;
}

/**
 * A text that fits into so many columns. A character beyond Latin counts as two: a line that is too short does no harm,
 * and one that wraps cannot be redrawn.
 */
function cut(text: string, columns: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += character.codePointAt(0)! < 0x300 ? 1 : 2;
    if (used > columns) return kept;
    kept += character;
  }
  return kept;
}

const GREEN = 32;
const RED = 31;

/** NO_COLOR forbids colours; else FORCE_COLOR demands them; else a terminal that can has them. */
function coloured(mark: string, colour: number, { stream, environment }: ProgressOutput): string {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  const isForced = FORCE_COLOR === undefined ? null : !['0', 'false'].includes(FORCE_COLOR);
  const hasColour = !NO_COLOR && (isForced ?? (stream.isTTY === true && TERM !== 'dumb'));
  return hasColour ? `\x1b[${colour}m${mark}\x1b[39m` : mark;
}
