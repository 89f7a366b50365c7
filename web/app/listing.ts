/** Keys within a list of choices. */

const PAUSE = 700 // milliseconds after which a letter begins another word

/**
 * Where a key leads in a list of labels from place `at`; -1 when it leads nowhere. A letter after `before`,
 * which was typed right before it, goes on with that word; the same letter again goes to the next that begins
 * with it.
 */
export function nextInList(labels: readonly string[], at: number, key: string, before = ''): number {
  const count = labels.length
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  if (key.length !== 1 || (key === ' ' && !before)) return -1
  const word = `${before}${key}`.toLowerCase()
  const again = [...word].every((letter) => letter === word[0])
  const wanted = again ? word.charAt(0) : word
  for (let step = again ? 1 : 0; step <= count; step++) {
    const place = (at + step + count) % count
    if (labels[place]?.toLowerCase().startsWith(wanted)) return place
  }
  return -1
}

/** What was typed without a pause. */
export class Typed {
  private word = ''
  private last = Number.NEGATIVE_INFINITY

  /** The letters right before one that is typed `now`, in milliseconds. */
  before(now: number): string {
    return now - this.last < PAUSE ? this.word : ''
  }

  add(key: string, now: number): void {
    this.word = this.before(now) + key
    this.last = now
  }
}
