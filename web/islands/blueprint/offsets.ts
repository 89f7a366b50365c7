/** From places in code points, as the server counts, to places in UTF-16 units, as JavaScript does. */

/** A function from code points to units of `text`; places beyond the end become the end. */
export function unitOffsets(text: string): (point: number) => number {
  const wide: number[] = []
  let point = 0
  for (let unit = 0; unit < text.length; point += 1) {
    const size = (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1
    if (size === 2) wide.push(point)
    unit += size
  }
  const points = point
  return (wanted) => {
    const held = Math.max(0, Math.min(points, wanted))
    return held + below(wide, held)
  }
}

/** How many of the rising numbers lie below `limit`. */
function below(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] as number) < limit) low = middle + 1
    else high = middle
  }
  return low
}
