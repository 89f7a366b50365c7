/** Which of a list of choices fit what is typed. */

/** Those that begin with the text, then those with a word that does, then those that hold it. */
export function matching(choices: readonly string[], typed: string, most = 200): string[] {
  const text = typed.toLowerCase()
  if (!text) return choices.slice(0, most)
  const rank = (choice: string): number => {
    const name = choice.toLowerCase()
    if (name.startsWith(text)) return 0
    if (name.includes(` ${text}`)) return 1
    return name.includes(text) ? 2 : 3
  }
  return choices
    .map((choice) => ({ choice, rank: rank(choice) }))
    .filter((each) => each.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map((each) => each.choice)
}
