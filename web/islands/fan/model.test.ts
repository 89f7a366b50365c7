import { expect, test } from 'vitest'

import { dayOf } from '../shared/calendar.ts'
import { type Fan, quantile, readFan, runningTotal, zoneOf } from './model.ts'

const FAN = readFan({
  quantiles: [
    { p: 0.85, date: '2026-12-03' },
    { p: 0.5, date: '2026-12-02' },
  ],
  histogram: [
    { date: '2026-12-04', share: 0.1 },
    { date: '2026-12-01', share: 0.3 },
    { date: '2026-12-02', share: 0.3 },
    { date: '2026-12-03', share: 0.3 },
  ],
  deadline: '2026-12-02',
  chance: 0.62,
  today: '2026-11-23',
}) as Fan

const day = (iso: string): number => dayOf(iso) ?? Number.NaN

test('bins come in order and add up to all draws', () => {
  expect(runningTotal(FAN).map(({ share }) => Number(share.toFixed(6)))).toEqual([0.3, 0.6, 0.9, 1])
})

test('the chance is the one the server stored, or none', () => {
  expect(FAN.chance).toBe(0.62)
  expect(
    readFan({ histogram: [{ date: '2026-12-01', share: 1 }], deadline: '2026-12-02' })?.chance,
  ).toBeNull()
})

test('quantiles are found by their share', () => {
  expect([quantile(FAN, 0.5), quantile(FAN, 0.95)]).toEqual([day('2026-12-02'), null])
})

test('zones end on p50 and p85', () => {
  expect(
    ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04'].map((iso) => zoneOf(FAN, day(iso))),
  ).toEqual(['likely', 'likely', 'possible', 'late'])
})

test('without a histogram there is no forecast', () => {
  expect([readFan(null), readFan({}), readFan({ histogram: [{ date: 'soon', share: 1 }] })]).toEqual([
    null,
    null,
    null,
  ])
})
