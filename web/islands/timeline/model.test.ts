import { describe, expect, test } from 'vitest'

import type { TimelineRow } from '../shared/api.ts'
import { dayOf } from '../shared/calendar.ts'
import {
  type Grouping,
  groupingsOf,
  type Line,
  linesOf,
  parentIndex,
  shuttable,
  span,
  usualGrouping,
} from './lines.ts'
import { extent, isDone, isLate, isMatch, readTimeline, type Timeline } from './model.ts'

const row = (id: number, parent: number | null, more: Partial<TimelineRow> = {}): TimelineRow => ({
  ref: `${id}`,
  parent: parent === null ? null : `${parent}`,
  shape: 'bar',
  key: `A-${id}`,
  product: 'ATL',
  title: `Item ${id}`,
  kind: 'build',
  status: 'planned',
  people: [],
  start: '2026-12-01',
  p50: '2026-12-10',
  p85: '2026-12-20',
  chance: 0.7,
  release_chance: null,
  deadline: null,
  critical: 0.1,
  moved_days: null,
  team: '',
  objective: '',
  level: 'task',
  depth: 0,
  ...more,
})

const ANA = { id: 1, initials: 'AR', name: 'Ana Ruiz' }
const PRODUCTS = [
  { key: 'HAR', name: 'Harbor' },
  { key: 'ATL', name: 'Atlas' },
]
const JON = { id: 2, initials: 'JT', name: 'Jon Tan' }

function read(rows: TimelineRow[]): Timeline {
  const answer = { run: null, today: '2026-11-23', products: PRODUCTS, people: [ANA, JON] }
  return readTimeline({ ...answer, rows, links: [], older: 0 })
}

const PLAN = read([
  row(1, null, { shape: 'release', title: 'Atlas 3.0', key: '' }),
  row(2, 1, { shape: 'summary', title: 'Streaming' }),
  row(3, 2, { people: [ANA.id, JON.id], team: 'Ingest', title: 'Registry client', start: '2026-12-05' }),
  row(4, 2, {
    people: [JON.id],
    team: 'Ingest',
    title: 'Replay',
    start: '2026-12-01',
    kind: 'test',
  }),
  row(5, 1, { shape: 'milestone', title: 'Feature complete', start: null }),
  row(6, null, { title: 'Loose end', start: null, p50: null, p85: null }),
])

function lines(grouping: Grouping = 'hierarchy', filter = '', shut: string[] = []): Line[] {
  return linesOf(PLAN, { grouping, filter, shut: new Set(shut) })
}
const titles = (shown: Line[]): string[] => shown.map((line) => `${'.'.repeat(line.level - 1)}${line.title}`)

describe('reading', () => {
  test('critical counts above one half', () => {
    const { items } = read([row(1, null, { critical: 0.5 }), row(2, null, { critical: 0.51 })])
    expect(items.map((item) => item.critical)).toEqual([false, true])
  })

  test('the run says its day and whether it is stale', () => {
    const run = { id: 1, number: 1, created_at: '2026-11-22T08:00:00Z', as_of: '2026-11-22', stale: true }
    const read = readTimeline({
      run,
      today: '2026-11-23',
      products: [],
      people: [],
      older: 0,
      rows: [],
      links: [],
    })
    expect(read.run).toEqual({ asOf: dayOf('2026-11-22'), stale: true })
  })

  test('links come as they are', () => {
    const link = { source: '1', target: '2', kind: 'SS', lag_days: 1, violated: true } as const
    expect(
      readTimeline({
        run: null,
        today: '2026-11-23',
        products: [],
        people: [],
        older: 0,
        rows: [],
        links: [link],
      }).links,
    ).toEqual([link])
  })
})

describe('lines of the plan', () => {
  test('come in order with their levels', () => {
    expect(titles(lines())).toEqual([
      'Atlas 3.0',
      '.Streaming',
      '..Registry client',
      '..Replay',
      '.Feature complete',
      'Loose end',
    ])
  })

  test('carry their place among siblings', () => {
    expect(lines().map((line) => [line.position, line.siblings])).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [2, 2],
      [2, 2],
      [2, 2],
    ])
  })

  test('below a shut line are left out', () => {
    expect(titles(lines('hierarchy', '', ['2']))).toEqual([
      'Atlas 3.0',
      '.Streaming',
      '.Feature complete',
      'Loose end',
    ])
    expect(titles(lines('hierarchy', '', ['1']))).toEqual(['Atlas 3.0', 'Loose end'])
  })

  test('a filter keeps what leads to a match and opens it', () => {
    const shown = lines('hierarchy', 'replay', ['1', '2'])
    expect(titles(shown)).toEqual(['Atlas 3.0', '.Streaming', '..Replay'])
    expect(shown.map((line) => line.open)).toEqual([true, true, false])
    expect(shown[2]?.siblings).toBe(1)
  })

  test('a filter that nothing matches shows nothing', () => {
    expect(lines('hierarchy', 'zebra')).toEqual([])
  })

  test('every line has an id of its own in every grouping', () => {
    for (const grouping of ['hierarchy', 'team', 'objective', 'person'] as const) {
      const ids = lines(grouping).map((line) => line.id)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })
})

describe('groups', () => {
  test('hold work alone, by start, with the unnamed last', () => {
    expect(titles(lines('team'))).toEqual([
      'Ingest',
      '.Replay',
      '.Registry client',
      'No team',
      '.Feature complete',
      '.Loose end',
    ])
  })

  test('show a shared item under each of its people', () => {
    expect(titles(lines('person', 'registry'))).toEqual([
      'Ana Ruiz',
      '.Registry client',
      'Jon Tan',
      '.Registry client',
    ])
  })

  test('reach from the first start to the last finish', () => {
    const head = lines('team')[0]
    expect([head?.start, head?.p50, head?.p85, head?.shape]).toEqual([
      dayOf('2026-12-01'),
      dayOf('2026-12-10'),
      dayOf('2026-12-20'),
      'release',
    ])
  })

  test('can be shut', () => {
    expect(titles(lines('team', '', ['team:Ingest']))).toEqual([
      'Ingest',
      'No team',
      '.Feature complete',
      '.Loose end',
    ])
  })
})

test('what can be shut is what has lines below it', () => {
  expect([...shuttable(PLAN, 'hierarchy')]).toEqual(['1', '2'])
  expect([...shuttable(PLAN, 'team')]).toEqual(['team:Ingest', 'team:'])
})

test('the parent of a line is the nearest one above with a lower level', () => {
  const shown = lines()
  expect(shown.map((_, index) => parentIndex(shown, index))).toEqual([-1, 0, 1, 1, 0, -1])
})

test('a filter looks at title, key, people, team and kind, all words needed', () => {
  const item = PLAN.items[2]
  if (!item) throw new Error('missing')
  expect(
    ['registry', 'a-3', 'ana', 'JT ingest', 'build client', ''].map((typed) => isMatch(item, typed)),
  ).toEqual(Array(6).fill(true))
  expect(isMatch(item, 'registry zebra')).toBe(false)
})

test('late means past the deadline in most cases, and never without one', () => {
  const late = (more: object): boolean => {
    const item = read([row(1, null, more)]).items[0]
    return item !== undefined && isLate(item)
  }
  expect(late({ deadline: '2026-12-09', chance: 0.6 })).toBe(true)
  expect(late({ deadline: '2026-12-10', chance: 0.6 })).toBe(false)
  expect(late({ deadline: '2026-12-30', chance: 0.4 })).toBe(true)
  expect(late({ chance: 0.1 })).toBe(false)
})

test('done and dropped work is past', () => {
  const past = ['done', 'dropped', 'planned'].map((status) =>
    read([row(1, null, { status })]).items.every(isDone),
  )
  expect(past).toEqual([true, true, false])
})

test('the extent covers every date and today', () => {
  const { first, last } = extent(read([row(1, null, { start: '2026-10-01', deadline: '2027-03-01' })]))
  expect([first, last]).toEqual([dayOf('2026-10-01'), dayOf('2027-03-01')])
  const old = row(1, null, { start: '2026-10-01', deadline: '2016-03-01' })
  expect(extent(read([old])).first).toBe(dayOf('2026-10-01'))
  expect(extent(read([]))).toEqual({ first: dayOf('2026-11-23'), last: dayOf('2026-11-23') })
})

test('a span of nothing is empty', () => {
  expect(span([])).toEqual({ start: null, p50: null, p85: null })
})

test('ten thousand rows become lines in under a tenth of a second', () => {
  const rows = Array.from({ length: 10_000 }, (_, index) =>
    row(index + 1, index % 20 === 0 ? null : index - (index % 20) + 1, {
      shape: index % 20 === 0 ? 'summary' : 'bar',
    }),
  )
  const plan = read(rows)
  const before = performance.now()
  expect(linesOf(plan, { grouping: 'hierarchy', filter: '', shut: new Set() })).toHaveLength(10_000)
  expect(performance.now() - before).toBeLessThan(100)
})

describe('by product', () => {
  const both = read([
    row(1, null, { shape: 'release', title: 'Spring', key: '' }),
    row(2, 1, { title: 'Ingest' }),
    row(3, null, { title: 'Berth', product: 'HAR', start: '2026-11-30', p85: '2027-01-05' }),
  ])
  const shown = (filter = '', shut: string[] = []): string[] =>
    titles(linesOf(both, { grouping: 'product', filter, shut: new Set(shut) }))

  test('each product holds its own tree, in the order of the plan', () => {
    expect(shown()).toEqual(['Harbor', '.Berth', 'Atlas', '.Spring', '..Ingest'])
  })

  test('a head spans its items and can be shut; a filter opens it again', () => {
    const [head] = linesOf(both, { grouping: 'product', filter: '', shut: new Set() })
    expect(head?.start).toBe(dayOf('2026-11-30'))
    expect(head?.p85).toBe(dayOf('2027-01-05'))
    expect(shown('', ['product:Harbor'])).toEqual(['Harbor', 'Atlas', '.Spring', '..Ingest'])
    expect(shown('ingest', ['product:Atlas'])).toEqual(['Atlas', '.Spring', '..Ingest'])
  })

  test('the name of a product finds its items', () => {
    expect(shown('harbor')).toEqual(['Harbor', '.Berth'])
  })

  test('products are heads only where there are several', () => {
    const one = readTimeline({
      run: null,
      today: '2026-11-23',
      products: PRODUCTS.slice(1),
      people: [],
      rows: [row(1, null)],
      links: [],
      older: 0,
    })
    expect(usualGrouping(both)).toBe('product')
    expect(usualGrouping(one)).toBe('hierarchy')
    expect(groupingsOf(one)).not.toContain('product')
    const ahead = { ...one, more: true }
    expect(usualGrouping(ahead)).toBe('product')
    expect(groupingsOf(ahead)).toEqual(groupingsOf(both))
  })
})
