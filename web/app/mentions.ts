/** Finds the `@` that is being typed, and puts a name in its place. Pure: knows neither page nor network. */

export interface Mentioning {
  /** Where the `@` stands. */
  from: number
  /** What was typed after it. */
  typed: string
}

const LONGEST = 40

/** The mention that ends at the caret, or null: after a blank or at the beginning, one line, few letters. */
export function mentionAt(text: string, caret: number): Mentioning | null {
  const before = text.slice(Math.max(0, caret - LONGEST), caret)
  const at = before.lastIndexOf('@')
  if (at < 0 || (at > 0 && /[\w@.]/.test(before[at - 1] ?? ''))) return null
  const typed = before.slice(at + 1)
  if (/[\n@]/.test(typed) || /^\s/.test(typed) || /\s\S*\s/.test(typed)) return null
  return { from: caret - typed.length - 1, typed }
}

/** The text with `@name ` in place of what was typed, and where the caret goes. */
export function withMention(text: string, { from, typed }: Mentioning, name: string): [string, number] {
  const put = `@${name} `
  const rest = text.slice(from + 1 + typed.length)
  return [text.slice(0, from) + put + rest.replace(/^ /, ''), from + put.length]
}
