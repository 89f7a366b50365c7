/** Rows of a tree that is drawn as a list: each has a depth, its parts follow it, one deeper. */

/**
 * The place of the nearest row of the same parent as the row at `at`, upwards (-1) or downwards (1); null
 * where it is the first or the last.
 */
export function neighbour(depths: readonly number[], at: number, by: 1 | -1): number | null {
  const own = depths[at] ?? 0
  for (let place = at + by; place >= 0 && place < depths.length; place += by) {
    const depth = depths[place] ?? 0
    if (depth === own) return place
    if (depth < own) return null
  }
  return null
}
