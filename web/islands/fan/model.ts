/** A forecast of one finish: its histogram, running total and table. Knows neither page nor chart. */
import type { Fan as Given } from '../shared/api.ts'
import { type Day, dayOf } from '../shared/calendar.ts'

export interface Quantile {
  p: number
  day: Day
}
export interface Bin {
  day: Day
  share: number
}
export interface Fan {
  quantiles: Quantile[]
  bins: Bin[]
  deadline: Day | null
  /** Of the deadline, as the run stored it. */
  chance: number | null
  today: Day
}

/** Where a bin lies: within the even chance, up to 85 %, or beyond. */
export type Zone = 'likely' | 'possible' | 'late'

/** What the server left in the page, with its days as numbers. */
export function readFan(given: Given): Fan {
  return {
    quantiles: given.quantiles.map(({ p, day }) => ({ p, day: dayOf(day) })),
    bins: given.histogram.map(({ day, share }) => ({ day: dayOf(day), share })),
    deadline: dayOf(given.deadline),
    chance: given.chance,
    today: dayOf(given.today),
  }
}

/**
 * The day by which a share `p` of the simulations was done, or null when the forecast does not carry that
 * quantile.
 */
export function quantile(fan: Fan, p: number): Day | null {
  return fan.quantiles.find((each) => Math.abs(each.p - p) < 1e-6)?.day ?? null
}

/** For each bin the share done by the end of its day. */
export function runningTotal(fan: Fan): Bin[] {
  let total = 0
  return fan.bins.map(({ day, share }) => {
    total += share
    return { day, share: Math.min(1, total) }
  })
}

export function zoneOf(fan: Fan, day: Day): Zone {
  const p50 = quantile(fan, 0.5)
  const p85 = quantile(fan, 0.85)
  if (p50 !== null && day <= p50) return 'likely'
  return p85 !== null && day > p85 ? 'late' : 'possible'
}
