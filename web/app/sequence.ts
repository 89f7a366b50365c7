/** Two keys that belong together: after `g` the next key says where to go, whatever else it does. */

const WITHIN_MS = 1_200
let since = Number.NEGATIVE_INFINITY

export function beginSequence(): void {
  since = performance.now()
}

export function endSequence(): void {
  since = Number.NEGATIVE_INFINITY
}

export function isInSequence(): boolean {
  return performance.now() - since < WITHIN_MS
}
