import { expect, test } from 'vitest'

import {
  type Day,
  dayOf,
  floorTo,
  isoOf,
  isWeekend,
  label,
  nextOf,
  rangeText,
  shortDate,
  ticks,
  weekdayOf,
} from './calendar.ts'

const day = (iso: string): Day => dayOf(iso)

test('a date survives the way to a day and back', () => {
  for (const iso of ['1970-01-01', '2026-11-23', '2028-02-29', '2100-12-31', '1969-12-31'])
    expect(isoOf(day(iso))).toBe(iso)
})

test('a date-time counts as its date, none as none', () => {
  expect(dayOf('2026-11-23T23:59:59Z')).toBe(dayOf('2026-11-23'))
  expect(dayOf(null)).toBeNull()
})

test('weekdays hold before and after 1970', () => {
  expect(weekdayOf(day('2026-11-23'))).toBe(1)
  expect(weekdayOf(day('1969-12-28'))).toBe(0)
  expect([day('2026-11-20'), day('2026-11-21'), day('2026-11-22'), day('2026-11-23')].map(isWeekend)).toEqual(
    [false, true, true, false],
  )
})

test('units begin where the calendar says', () => {
  const at = day('2026-11-18')
  const firsts = (['day', 'week', 'month', 'quarter', 'year'] as const).map((unit) =>
    isoOf(floorTo(at, unit)),
  )
  expect(firsts).toEqual(['2026-11-18', '2026-11-16', '2026-11-01', '2026-10-01', '2026-01-01'])
  const nexts = (['day', 'week', 'month', 'quarter', 'year'] as const).map((unit) => isoOf(nextOf(at, unit)))
  expect(nexts).toEqual(['2026-11-19', '2026-11-23', '2026-12-01', '2027-01-01', '2027-01-01'])
})

test('a first is its own floor and never its own next', () => {
  for (const unit of ['day', 'week', 'month', 'quarter', 'year'] as const) {
    const first = floorTo(day('2027-03-15'), unit)
    expect(floorTo(first, unit)).toBe(first)
    expect(nextOf(first, unit)).toBeGreaterThan(first)
  }
})

test('ticks start at or before the range and stop before its end', () => {
  expect(ticks(day('2026-11-18'), day('2027-02-01'), 'month').map(isoOf)).toEqual([
    '2026-11-01',
    '2026-12-01',
    '2027-01-01',
  ])
})

test('dates show a year only when it is not this one', () => {
  const today = day('2026-11-23')
  expect(shortDate(day('2026-12-31'), today)).toBe('31 Dec')
  expect(shortDate(day('2027-01-01'), today)).toBe('1 Jan 2027')
  expect(rangeText(day('2026-12-16'), day('2027-01-07'), today)).toBe('16 Dec – 7 Jan 2027')
  expect(rangeText(day('2027-01-16'), day('2027-02-07'), today)).toBe('16 Jan – 7 Feb 2027')
  expect(rangeText(today, today, today)).toBe('23 Nov')
})

test('header labels shrink with their cell', () => {
  const january = day('2027-01-01')
  expect(label(january, 'month', 120, true)).toBe('January 2027')
  expect(label(january, 'month', 40, true)).toBe('Jan')
  expect(label(january, 'month', 20, false)).toBe('J')
  expect(label(january, 'quarter', 90, true)).toBe('Q1 2027')
  expect(label(january, 'day', 50, false)).toBe('Fr 1')
})
