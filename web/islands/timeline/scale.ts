/** Days to pixels and back, zoom levels, and what lies under a point. Lengths are CSS pixels. */
import { type Day, ticks, type Unit } from '../shared/calendar.ts'
import type { Line } from './lines.ts'

export const ROW = 32
export const HEAD = 44
export const BAR = 14
/** Half the width of a milestone's diamond. */
export const DIAMOND = 7

export const ZOOMS = { week: 36, month: 10, quarter: 3.4, year: 1.15 } as const
export type Zoom = keyof typeof ZOOMS
export const MIN_ZOOM = 0.4
export const MAX_ZOOM = 64

/** A linear scale: `origin` is the day at x = 0, `perDay` the width of a day. */
export interface Scale {
  origin: Day
  perDay: number
}

export function xOf(scale: Scale, day: Day): number {
  return (day - scale.origin) * scale.perDay
}

export function dayAt(scale: Scale, x: number): Day {
  return scale.origin + x / scale.perDay
}

export function clampZoom(perDay: number): number {
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, perDay))
}

/** The named zoom that `perDay` is nearest to, in proportion. */
export function nearestZoom(perDay: number): Zoom {
  const names = Object.keys(ZOOMS) as Zoom[]
  return names.reduce((best, name) =>
    Math.abs(Math.log(ZOOMS[name] / perDay)) < Math.abs(Math.log(ZOOMS[best] / perDay)) ? name : best,
  )
}

/** `month`, or pixels a day with one decimal: what the address keeps. */
export function zoomText(perDay: number): string {
  const name = nearestZoom(perDay)
  return Math.abs(ZOOMS[name] - perDay) < 0.01 ? name : perDay.toFixed(1)
}

export function readZoom(value: string | null): number | null {
  if (value === null) return null
  if (value in ZOOMS) return ZOOMS[value as Zoom]
  const number = Number(value)
  return Number.isFinite(number) && number > 0 ? clampZoom(number) : null
}

/** Where to scroll so that the day under `anchor` (px from the left edge of the view) stays there. */
export function scrollAfterZoom(before: Scale, after: Scale, scroll: number, anchor: number): number {
  return xOf(after, dayAt(before, scroll + anchor)) - anchor
}

/** The two units of the header that can be read at this zoom, coarse first. */
export function headerUnits(perDay: number): [Unit, Unit] {
  if (perDay >= 20) return ['month', 'day']
  if (perDay >= 4.5) return ['month', 'week']
  if (perDay >= 1.6) return ['quarter', 'month']
  return ['year', perDay >= 0.8 ? 'month' : 'quarter']
}

/** Cells of one header level between two days: where each begins and ends. */
export function cells(from: Day, to: Day, unit: Unit): { first: Day; next: Day }[] {
  const firsts = ticks(from, to + 366, unit)
  const found: { first: Day; next: Day }[] = []
  for (let at = 0; at + 1 < firsts.length; at++) {
    const first = firsts[at]
    const next = firsts[at + 1]
    if (first === undefined || next === undefined || first >= to) break
    found.push({ first, next })
  }
  return found
}

/** Pixels of one line's drawing; ends lie after the last day, as days are inclusive. */
export interface Span {
  start: number
  p50: number
  p85: number
}

/** Null for what has no dates. A milestone is a point: the end of its day. */
export function spanOf(scale: Scale, line: Line): Span | null {
  if (line.p50 === null) return null
  const p50 = xOf(scale, line.p50 + 1)
  const p85 = xOf(scale, (line.p85 ?? line.p50) + 1)
  if (line.shape === 'milestone') return { start: p50, p50, p85 }
  const start = xOf(scale, line.start ?? line.p50)
  return { start, p50: Math.max(p50, start + 2), p85: Math.max(p85, p50, start + 2) }
}

/** Lines at least partly between `top` and `top + height`, as a half-open range of indexes. */
export function visibleRange(
  count: number,
  top: number,
  height: number,
  extra = 0,
): { first: number; end: number } {
  const first = Math.max(0, Math.floor(top / ROW) - extra)
  return { first: Math.min(first, count), end: Math.min(count, Math.ceil((top + height) / ROW) + extra) }
}

/** Scroll position that brings line `index` wholly into a view of `height`, moving as little as possible. */
export function scrollToShow(index: number, top: number, height: number): number {
  if (index * ROW < top) return index * ROW
  return Math.max(top, (index + 1) * ROW - height)
}

export interface Hit {
  index: number
  onBar: boolean
}

/**
 * What lies at a point of the drawing (x from the origin, y from the first line); null below the last line.
 */
export function hit(lines: readonly Line[], scale: Scale, x: number, y: number): Hit | null {
  const index = Math.floor(y / ROW)
  const line = lines[index]
  if (!line || y < 0) return null
  const found = spanOf(scale, line)
  const reach = line.shape === 'milestone' ? DIAMOND + 2 : 4
  return { index, onBar: found !== null && x >= found.start - reach && x <= found.p85 + reach }
}
