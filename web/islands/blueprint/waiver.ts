/** The comment by which a finding is ignored: it stands on the line above and says why. */

export interface Insertion {
  from: number
  insert: string
}

const WAIVERS = /^\s*(?:<!--\s*review:\s*ignore\s[^\n]*?-->\s*)+$/

/** A reason on one line that cannot end the comment early. */
export function reasonText(typed: string): string {
  return typed
    .replace(/-{2,}>?/g, '–')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * What to insert so that `code` is ignored at `place`; null without a reason.
 * A comment reaches one line down, so a second one joins the first on its line instead of pushing it up.
 */
export function ignoring(text: string, place: number, code: string, typed: string): Insertion | null {
  const reason = reasonText(typed)
  if (reason === '') return null
  const comment = `<!-- review: ignore ${code}: ${reason} -->`
  const start = lineStart(text, place)
  if (start > 0 && WAIVERS.test(text.slice(lineStart(text, start - 1), start - 1)))
    return { from: start - 1, insert: ` ${comment}` }
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
  return { from: start, insert: `${indent}${comment}\n` }
}

function lineStart(text: string, place: number): number {
  return text.slice(0, place).lastIndexOf('\n') + 1
}
