/** Dependency lines: upright and level strokes from one bar to another, and which of them to draw. */
import type { Line } from './lines.ts'
import type { Link, LinkKind } from './model.ts'
import { DIAMOND, ROW, type Scale, spanOf } from './scale.ts'

export type Point = readonly [x: number, y: number]

/** How far a line runs straight out of a bar before it turns. */
export const STUB = 8

/** Ends of a link on the bars: the side it leaves from and the side it arrives at. */
export interface Ends {
  x1: number
  y1: number
  x2: number
  y2: number
}

/**
 * Corners of a link's path, first and last at the bars. Never runs through the bar that it arrives at:
 * without room between the two it turns in the gap beside the target's line.
 */
export function route(kind: LinkKind, { x1, y1, x2, y2 }: Ends): Point[] {
  if (kind === 'SS' || kind === 'FF') {
    const x = kind === 'SS' ? Math.min(x1, x2) - STUB : Math.max(x1, x2) + STUB
    return [
      [x1, y1],
      [x, y1],
      [x, y2],
      [x2, y2],
    ]
  }
  const out = kind === 'FS' ? STUB : -STUB
  const room = kind === 'FS' ? x2 - x1 : x1 - x2
  if (room >= STUB * 2)
    return [
      [x1, y1],
      [x1 + out, y1],
      [x1 + out, y2],
      [x2, y2],
    ]
  const gap = y2 > y1 ? y2 - ROW / 2 : y2 + ROW / 2
  return [
    [x1, y1],
    [x1 + out, y1],
    [x1 + out, gap],
    [x2 - out, gap],
    [x2 - out, y2],
    [x2, y2],
  ]
}

/** Which way the arrow points at its end: 1 right, -1 left. */
export function heading(kind: LinkKind): 1 | -1 {
  return kind === 'FS' || kind === 'SS' ? 1 : -1
}

export interface Placed {
  link: Link
  from: number
  to: number
}

/**
 * Links between lines on the screen's list, by line index. An item under several heads counts once, where it
 * stands first.
 */
export function placeLinks(links: readonly Link[], lines: readonly Line[]): Placed[] {
  const at = new Map<string, number>()
  lines.forEach((line, index) => {
    if (line.item && !at.has(line.item.id)) at.set(line.item.id, index)
  })
  const placed: Placed[] = []
  for (const link of links) {
    const from = at.get(link.source)
    const to = at.get(link.target)
    if (from !== undefined && to !== undefined && from !== to) placed.push({ link, from, to })
  }
  return placed
}

/**
 * Links to draw while lines [first, end) are in view: those between lines in view or at most one view away,
 * broken ones that cross the view, and all of a `lit` line.
 * Longer ones would be strokes from nowhere to nowhere.
 */
export function* linksInView(
  placed: readonly Placed[],
  first: number,
  end: number,
  lit: readonly number[] = [],
): Generator<Placed> {
  const reach = end - first
  for (const each of placed) {
    const low = Math.min(each.from, each.to)
    const high = Math.max(each.from, each.to)
    if (low >= end || high < first) continue
    const near = low >= first - reach && high < end + reach && (low >= first || high < end)
    if (near || each.link.violated || lit.includes(each.from) || lit.includes(each.to)) yield each
  }
}

/** Ends of a placed link in the drawing, or null when one side has no dates. */
export function endsOf(placed: Placed, lines: readonly Line[], scale: Scale): Ends | null {
  const from = lines[placed.from]
  const to = lines[placed.to]
  const a = from && spanOf(scale, from)
  const b = to && spanOf(scale, to)
  if (!a || !b) return null
  const { kind } = placed.link
  const leavesRight = kind === 'FS' || kind === 'FF'
  const arrivesLeft = kind === 'FS' || kind === 'SS'
  const half = (line: Line): number => (line.shape === 'milestone' ? DIAMOND : 0)
  return {
    x1: leavesRight ? a.p50 + half(from) : a.start - half(from),
    y1: placed.from * ROW + ROW / 2,
    x2: arrivesLeft ? b.start - half(to) : b.p50 + half(to),
    y2: placed.to * ROW + ROW / 2,
  }
}
