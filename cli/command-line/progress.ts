import { count } from '../../shared/lib/index.ts';
import { plain } from './text.ts';

/** The terminal or log that receives the progress. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  /** The current width. A terminal may report 0 columns, and its width may change at any time. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressOutput {
  readonly stream: ProgressStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Step {
  /** Shows the progress of the step. `total` is absent if it is not known. */
  at(done: number, total?: number, note?: string): void;
  /** Shows the current activity of the step, or the event that it waits for. */
  show(state: string): void;
  /**
   * Shows the name of a part at once, also in a log. The part may then keep the process too busy for further output.
   */
  begin(part: string): void;
  /** Ends the step with its result. */
  done(result: string): void;
  /** Ends the step as failed. */
  fail(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_EVERY_MS = 100;
/** Interval between lines in a log while the state changes. It is longer while the state does not change. */
const LINE_EVERY_MS = 5_000;
const SAME_LINE_EVERY_MS = 30_000;
/** Time after which an unchanged state is shown with its duration. */
const STILL_AFTER_MS = 10_000;
/** With fewer columns, a moving line shows too little to be useful. */
const MIN_COLUMNS = 20;

/**
 * Shows a step of long work: as a moving line in a terminal, and as a line every few seconds in a log.
 *
 * The moving line never exceeds one row and hides nothing, not even the cursor. Therefore, a signal may end the process
 * at any time, and no number of columns can make the drawing loop.
 * @see docs/decisions/0095-progress-is-drawn-here.md
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

/**
 * The width of a moving line. Null if the stream cannot show one: it is a log, a pipe, or a terminal without control or
 * width.
 */
function movingColumns(
  { isTTY, columns }: ProgressStream,
  { TERM, CI }: ProgressOutput['environment'],
): number | null {
  const isAutomated = CI !== undefined && !['', '0', 'false'].includes(CI);
  if (isTTY !== true || TERM === 'dumb' || isAutomated) return null;
  return Number.isInteger(columns) && columns! >= MIN_COLUMNS ? columns! : null;
}

/**
 * Shortens a text to a number of columns. Characters of other scripts than Latin count as two columns. A line that is too short does
 * no harm, but a line that wraps cannot be redrawn.
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

/** Colours a mark. NO_COLOR disables colours, otherwise FORCE_COLOR enables them, otherwise the terminal decides. */
function coloured(mark: string, colour: number, { stream, environment }: ProgressOutput): string {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  const isForced = FORCE_COLOR === undefined ? null : !['0', 'false'].includes(FORCE_COLOR);
  const hasColour = !NO_COLOR && (isForced ?? (stream.isTTY === true && TERM !== 'dumb'));
  return hasColour ? `\x1b[${colour}m${mark}\x1b[39m` : mark;
}
