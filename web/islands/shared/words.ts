/**
 * Numbers in the words of the trade; the server's templates say the same (`chance.cases.json` holds both to
 * it).
 */

/** `7 in 10`; never a certainty. Halves round up. */
export function tenths(probability: number): string {
  const whole = Math.floor(probability * 10 + 0.5)
  if (whole >= 10) return 'over 9 in 10'
  if (whole <= 0) return 'under 1 in 10'
  return `${whole} in 10`
}

/** Less than `5 in 10` as shown. */
export function isUnlikely(probability: number): boolean {
  return Math.floor(probability * 10 + 0.5) < 5
}

/** `9 days later`, `1 day earlier`; empty when nothing moved. */
export function movedText(days: number | null): string {
  if (!days) return ''
  const amount = Math.abs(Math.round(days * 10) / 10)
  return `${amount} ${amount === 1 ? 'day' : 'days'} ${days > 0 ? 'later' : 'earlier'}`
}

/** A status or kind as plain words: `in_progress` gives `In progress`. */
export function sentence(name: string): string {
  const text = name.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
