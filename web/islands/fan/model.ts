/** A forecast of one finish: its histogram, running total and table. Knows neither page nor chart. */
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
  today: Day | null
}

/** Where a bin lies: within the even chance, up to 85 %, or beyond. */
export type Zone = 'likely' | 'possible' | 'late'

type Raw = Record<string, unknown>
const rows = (value: unknown): Raw[] =>
  Array.isArray(value) ? value.filter((row): row is Raw => typeof row === 'object' && row !== null) : []

/** Read what the server left in the page; null when it holds no histogram. Bins come out in order of days. */
export function readFan(value: unknown): Fan | null {
  if (typeof value !== 'object' || value === null) return null
  const raw = value as Raw
  const quantiles = rows(raw.quantiles).flatMap(({ p, date }) => {
    const day = dayOf(date)
    return typeof p === 'number' && day !== null ? [{ p, day }] : []
  })
  const bins = rows(raw.histogram).flatMap(({ date, share }) => {
    const day = dayOf(date)
    return typeof share === 'number' && share >= 0 && day !== null ? [{ day, share }] : []
  })
  if (bins.length === 0) return null
  quantiles.sort((a, b) => a.p - b.p)
  bins.sort((a, b) => a.day - b.day)
  const chance = typeof raw.chance === 'number' ? raw.chance : null
  return { quantiles, bins, deadline: dayOf(raw.deadline), chance, today: dayOf(raw.today) }
}

/**
 * The day by which a share `p` of all draws was done, or null when the forecast does not carry that
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
