import { plain } from '../../command-line/terminal.ts';

/** The command that finishes the interrupted erasures of a study. */
export const resumeCommand = (study: string): string => `primum erase --resume --study ${plain(study)}`;
