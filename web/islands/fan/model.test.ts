import { expect, test } from 'vitest'

import { dayOf } from '../shared/calendar.ts'
import { quantile, readFan, runningTotal, zoneOf } from './model.ts'

const FAN = readFan({
  quantiles: [
    { p: 0.85, day: '2026-12-03' },
    { p: 0.5, day: '2026-12-02' },
  ],
  histogram: [
    { day: '2026-12-01', share: 0.3 },
    { day: '2026-12-02', share: 0.3 },
    { day: '2026-12-03', share: 0.3 },
    { day: '2026-12-04', share: 0.1 },
  ],
  deadline: '2026-12-02',
  chance: 0.62,
  today: '2026-11-23',
})

const day = (iso: string): number => dayOf(iso)

test('bins add up to all simulations', () => {
  expect(runningTotal(FAN).map(({ share }) => Number(share.toFixed(6)))).toEqual([0.3, 0.6, 0.9, 1])
})

test('the chance is the one the server stored', () => {
  expect(FAN.chance).toBe(0.62)
})

test('quantiles are found by their share', () => {
  expect([quantile(FAN, 0.5), quantile(FAN, 0.95)]).toEqual([day('2026-12-02'), null])
})

test('zones end on p50 and p85', () => {
  expect(
    ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04'].map((iso) => zoneOf(FAN, day(iso))),
  ).toEqual(['likely', 'likely', 'possible', 'late'])
})
