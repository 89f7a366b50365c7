/** Days as whole numbers since 1970-01-01 (UTC), so that dates are added and compared without time zones. */

export type Day = number
export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year'

const MS = 86_400_000
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** The day of an ISO date or date-time. */
export function dayOf(iso: string): Day
export function dayOf(iso: string | null): Day | null
export function dayOf(iso: string | null): Day | null {
  return iso === null ? null : Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / MS
}

export function isoOf(day: Day): string {
  return new Date(day * MS).toISOString().slice(0, 10)
}

/** 0 is Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7
}

export function isWeekend(day: Day): boolean {
  const weekday = weekdayOf(day)
  return weekday === 0 || weekday === 6
}

function parts(day: Day): { year: number; month: number; date: number } {
  const moment = new Date(day * MS)
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth(), date: moment.getUTCDate() }
}

/** First day of the `unit` that `day` lies in; weeks begin on Monday. */
export function floorTo(day: Day, unit: Unit): Day {
  const { year, month } = parts(day)
  if (unit === 'day') return Math.floor(day)
  if (unit === 'week') return Math.floor(day) - ((weekdayOf(Math.floor(day)) + 6) % 7)
  if (unit === 'month') return Date.UTC(year, month, 1) / MS
  if (unit === 'quarter') return Date.UTC(year, month - (month % 3), 1) / MS
  return Date.UTC(year, 0, 1) / MS
}

/** First day of the next `unit`. */
export function nextOf(day: Day, unit: Unit): Day {
  const { year, month } = parts(day)
  if (unit === 'day') return Math.floor(day) + 1
  if (unit === 'week') return floorTo(day, 'week') + 7
  if (unit === 'month') return Date.UTC(year, month + 1, 1) / MS
  if (unit === 'quarter') return Date.UTC(year, month - (month % 3) + 3, 1) / MS
  return Date.UTC(year + 1, 0, 1) / MS
}

/** Firsts of `unit` from the one at or before `from` up to and not including `to`. */
export function ticks(from: Day, to: Day, unit: Unit): Day[] {
  const found: Day[] = []
  for (let day = floorTo(from, unit); day < to; day = nextOf(day, unit)) found.push(day)
  return found
}

/** What a header cell says about the `unit` that begins at `day`. */
export function label(day: Day, unit: Unit, width: number, withYear: boolean): string {
  const { year, month, date } = parts(day)
  const name = MONTHS[month] ?? ''
  if (unit === 'day')
    return width >= 44 ? `${(WEEKDAYS[weekdayOf(day)] ?? '').slice(0, 2)} ${date}` : String(date)
  if (unit === 'week') return String(date)
  if (unit === 'month') {
    const short = width < 64 ? name.slice(0, width < 26 ? 1 : 3) : name
    return withYear && width >= 48 ? `${short} ${year}` : short
  }
  if (unit === 'quarter') return withYear ? `Q${month / 3 + 1} ${year}` : `Q${month / 3 + 1}`
  return String(year)
}

/** `16 Jan`, with the year when it differs from that of `today`. */
export function shortDate(day: Day, today: Day): string {
  const { year, month, date } = parts(day)
  const text = `${date} ${(MONTHS[month] ?? '').slice(0, 3)}`
  return year === parts(today).year ? text : `${text} ${year}`
}

/** `16 Jan 2027`. */
export function fullDate(day: Day): string {
  const { year, month, date } = parts(day)
  return `${date} ${(MONTHS[month] ?? '').slice(0, 3)} ${year}`
}

/** `16 Jan - 7 Feb`, `7 Feb` when both are the same day; the year once, at the end, when both share one. */
export function rangeText(from: Day, to: Day, today: Day): string {
  if (from === to) return shortDate(from, today)
  const sameYear = parts(from).year === parts(to).year
  return `${shortDate(from, sameYear ? from : today)} – ${shortDate(to, today)}`
}
