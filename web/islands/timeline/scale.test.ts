import { expect, test } from 'vitest'

import { type Day, dayOf } from '../shared/calendar.ts'
import type { Line } from './lines.ts'
import type { Shape } from './model.ts'
import {
  cells,
  clampZoom,
  dayAt,
  headerUnits,
  hit,
  MAX_ZOOM,
  MIN_ZOOM,
  nearestZoom,
  ROW,
  readZoom,
  scrollAfterZoom,
  scrollToShow,
  spanOf,
  visibleRange,
  xOf,
  ZOOMS,
  zoomText,
} from './scale.ts'

const day = (iso: string): Day => dayOf(iso) ?? Number.NaN
const SCALE = { origin: day('2026-11-01'), perDay: 10 }

function line(start: Day | null, p50: Day | null, p85: Day | null, shape: Shape = 'bar'): Line {
  return {
    id: '1',
    item: null,
    title: '',
    level: 1,
    position: 1,
    siblings: 1,
    expandable: false,
    open: false,
    shape,
    start,
    p50,
    p85,
  }
}
const BAR_LINE = line(day('2026-11-03'), day('2026-11-04'), day('2026-11-06'))

test('days and pixels are each other’s inverse', () => {
  for (const x of [0, 3.5, -120, 9000]) expect(xOf(SCALE, dayAt(SCALE, x))).toBeCloseTo(x, 9)
})

test('a bar ends after its last day', () => {
  expect(spanOf(SCALE, BAR_LINE)).toEqual({ start: 20, p50: 40, p85: 60 })
})

test('work of one day is a day wide, and never invisible when zoomed out', () => {
  const one = line(day('2026-11-03'), day('2026-11-03'), day('2026-11-03'))
  expect(spanOf(SCALE, one)).toEqual({ start: 20, p50: 30, p85: 30 })
  const far = spanOf({ ...SCALE, perDay: 0.5 }, one)
  expect((far?.p50 ?? 0) - (far?.start ?? 0)).toBe(2)
})

test('a milestone is the end of its day; what has no dates has no place', () => {
  expect(spanOf(SCALE, line(null, day('2026-11-04'), null, 'milestone'))).toEqual({
    start: 40,
    p50: 40,
    p85: 40,
  })
  expect(spanOf(SCALE, line(null, null, null))).toBeNull()
})

test('zooming keeps the day under the pointer', () => {
  const after = { ...SCALE, perDay: 25 }
  const scroll = scrollAfterZoom(SCALE, after, 300, 120)
  expect(dayAt(after, scroll + 120)).toBeCloseTo(dayAt(SCALE, 420), 9)
})

test('zoom has limits, names and a form for the address', () => {
  expect([clampZoom(0.001), clampZoom(1e6)]).toEqual([MIN_ZOOM, MAX_ZOOM])
  expect([60, 11, 3, 0.5].map(nearestZoom)).toEqual(['week', 'month', 'quarter', 'year'])
  for (const zoom of [ZOOMS.week, ZOOMS.month, ZOOMS.quarter, ZOOMS.year, 12.5])
    expect(readZoom(zoomText(zoom))).toBe(zoom)
  expect([readZoom(null), readZoom('wide'), readZoom('-3')]).toEqual([null, null, null])
})

test('both header levels fit the zoom, the coarse one always longer', () => {
  expect([36, 10, 3.4, 1.15, 0.5].map((perDay) => headerUnits(perDay).join('/'))).toEqual([
    'month/day',
    'month/week',
    'quarter/month',
    'year/month',
    'year/quarter',
  ])
})

test('header cells cover the view without gaps', () => {
  const from = day('2026-11-18')
  const to = day('2027-02-03')
  const found = cells(from, to, 'month')
  expect(found[0]?.first).toBe(day('2026-11-01'))
  expect(found.at(-1)?.next).toBe(day('2027-03-01'))
  for (let at = 1; at < found.length; at++) expect(found[at]?.first).toBe(found[at - 1]?.next)
})

test('only lines in view are visible', () => {
  expect(visibleRange(1000, 0, ROW * 10)).toEqual({ first: 0, end: 10 })
  expect(visibleRange(1000, ROW * 5 + 1, ROW * 10)).toEqual({ first: 5, end: 16 })
  expect(visibleRange(1000, ROW * 5, ROW * 10, 4)).toEqual({ first: 1, end: 19 })
  expect(visibleRange(3, ROW * 50, ROW * 10)).toEqual({ first: 3, end: 3 })
})

test('scrolling to a line moves as little as needed', () => {
  expect(scrollToShow(3, ROW * 5, ROW * 10)).toBe(ROW * 3)
  expect(scrollToShow(8, ROW * 5, ROW * 10)).toBe(ROW * 5)
  expect(scrollToShow(20, ROW * 5, ROW * 10)).toBe(ROW * 11)
})

test('a point finds its line, and the bar when it is on it or just beside', () => {
  const lines = [BAR_LINE, line(null, null, null)]
  expect(hit(lines, SCALE, 30, ROW / 2)).toEqual({ index: 0, onBar: true })
  expect(hit(lines, SCALE, 63, ROW / 2)).toEqual({ index: 0, onBar: true })
  expect(hit(lines, SCALE, 70, ROW / 2)).toEqual({ index: 0, onBar: false })
  expect(hit(lines, SCALE, 30, ROW * 1.5)).toEqual({ index: 1, onBar: false })
  expect([hit(lines, SCALE, 30, ROW * 2), hit(lines, SCALE, 30, -1)]).toEqual([null, null])
})
