/** Text that is pasted where one line is expected. */

/** The lines of a pasted text that are titles, without the marks of a list before them. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').trim())
    .filter(Boolean)
}
