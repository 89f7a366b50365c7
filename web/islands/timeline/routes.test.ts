import { expect, test } from 'vitest'

import type { Line } from './lines.ts'
import type { Link, LinkKind } from './model.ts'
import { endsOf, heading, linksInView, type Placed, type Point, placeLinks, route, STUB } from './routes.ts'
import { DIAMOND, ROW } from './scale.ts'

const link = (source: string, target: string, kind: LinkKind = 'FS', violated = false): Link => ({
  source,
  target,
  kind,
  lag_days: 0,
  violated,
})

function line(id: string, start: number, p50: number, shape: Line['shape'] = 'bar', lineId = id): Line {
  const item = { id } as NonNullable<Line['item']>
  return {
    id: lineId,
    item,
    title: id,
    level: 1,
    position: 1,
    siblings: 1,
    expandable: false,
    open: false,
    shape,
    start,
    p50,
    p85: p50,
  }
}

const upright = (points: Point[]): boolean =>
  points.every((point, at) => {
    const before = points[at - 1]
    return !before || before[0] === point[0] || before[1] === point[1]
  })

const KINDS: LinkKind[] = ['FS', 'SS', 'FF', 'SF']

test('every stroke is upright or level, whatever the kind and places', () => {
  for (const kind of KINDS) {
    for (const x2 of [-200, 90, 105, 400]) {
      for (const y2 of [16, 48, 400, -80])
        expect(upright(route(kind, { x1: 100, y1: 16, x2, y2 }))).toBe(true)
    }
  }
})

test('a path begins and ends at the bars', () => {
  for (const kind of KINDS) {
    const points = route(kind, { x1: 100, y1: 16, x2: 40, y2: 80 })
    expect([points[0], points.at(-1)]).toEqual([
      [100, 16],
      [40, 80],
    ])
  }
})

test('with room to the right a link turns once each way', () => {
  expect(route('FS', { x1: 100, y1: 16, x2: 200, y2: 80 })).toEqual([
    [100, 16],
    [100 + STUB, 16],
    [100 + STUB, 80],
    [200, 80],
  ])
})

test('without room it goes back through the gap beside the target, from above or below', () => {
  const down = route('FS', { x1: 100, y1: 16, x2: 60, y2: 80 })
  expect(down).toEqual([
    [100, 16],
    [108, 16],
    [108, 80 - ROW / 2],
    [52, 80 - ROW / 2],
    [52, 80],
    [60, 80],
  ])
  const up = route('FS', { x1: 100, y1: 80, x2: 60, y2: 16 })
  expect(up[2]?.[1]).toBe(16 + ROW / 2)
})

test('start to start runs left of both, finish to finish right of both', () => {
  expect(route('SS', { x1: 100, y1: 16, x2: 60, y2: 80 }).map(([x]) => x)).toEqual([
    100,
    60 - STUB,
    60 - STUB,
    60,
  ])
  expect(route('FF', { x1: 100, y1: 16, x2: 60, y2: 80 }).map(([x]) => x)).toEqual([
    100,
    100 + STUB,
    100 + STUB,
    60,
  ])
})

test('start to finish is the mirror of finish to start', () => {
  const ends = { x1: 100, y1: 16, x2: 140, y2: 80 }
  const mirrored = route('FS', { ...ends, x1: -100, x2: -140 }).map(([x, y]): Point => [-x, y])
  expect(route('SF', ends)).toEqual(mirrored)
})

test('arrows point into the side that they arrive at', () => {
  expect(KINDS.map(heading)).toEqual([1, 1, -1, -1])
})

test('links are placed by line, at the first when an item stands twice, and not to themselves', () => {
  const lines = [line('a', 0, 1, 'bar', 'x/a'), line('b', 2, 3), line('a', 0, 1, 'bar', 'y/a')]
  const placed = placeLinks([link('a', 'b'), link('a', 'a'), link('b', 'gone')], lines)
  expect(placed.map(({ from, to }) => [from, to])).toEqual([[0, 1]])
})

test('ends lie on the sides that the kind names', () => {
  const lines = [line('a', 0, 4), line('b', 10, 14)]
  const scale = { origin: 0, perDay: 10 }
  const at = (kind: LinkKind): (number | undefined)[] => {
    const ends = endsOf({ link: link('a', 'b', kind), from: 0, to: 1 }, lines, scale)
    return [ends?.x1, ends?.x2]
  }
  expect(KINDS.map(at)).toEqual([
    [50, 100],
    [0, 100],
    [50, 150],
    [0, 150],
  ])
})

test('a link meets a milestone at its corner', () => {
  const ends = endsOf(
    { link: link('a', 'm'), from: 0, to: 1 },
    [line('a', 0, 4), line('m', 9, 9, 'milestone')],
    { origin: 0, perDay: 10 },
  )
  expect(ends?.x2).toBe(100 - DIAMOND)
})

test('a link to something without dates has no ends', () => {
  const bare = { ...line('b', 0, 0), start: null, p50: null, p85: null }
  expect(
    endsOf({ link: link('a', 'b'), from: 0, to: 1 }, [line('a', 0, 4), bare], { origin: 0, perDay: 10 }),
  ).toBeNull()
})

test('drawn are links near the view, broken ones that cross it, and those of a lit line', () => {
  const place = (from: number, to: number, violated = false): Placed => ({
    link: link('a', 'b', 'FS', violated),
    from,
    to,
  })
  const drawn = (placed: Placed, lit: number[] = []): boolean =>
    [...linksInView([placed], 100, 120, lit)].length === 1
  expect(drawn(place(105, 110))).toBe(true)
  expect(drawn(place(90, 105))).toBe(true)
  expect(drawn(place(119, 135))).toBe(true)
  expect(drawn(place(105, 900))).toBe(false)
  expect(drawn(place(105, 900), [105])).toBe(true)
  expect(drawn(place(95, 130))).toBe(false)
  expect(drawn(place(0, 900, true))).toBe(true)
  expect(drawn(place(0, 50, true))).toBe(false)
})
