/**
 * The timeline's rows and their arithmetic: reading, lateness, extent, search. Knows neither page nor canvas.
 */
import type { Timeline as Answer, TimelineLink, TimelineRow } from '../shared/api.ts'
import { type Day, dayOf } from '../shared/calendar.ts'

export type Link = TimelineLink
export type Shape = TimelineRow['shape']
export type LinkKind = TimelineLink['kind']

/**
 * Something planned. Days are inclusive: work that ends on `p50` ends with that day. A release has no key.
 */
export interface Item
  extends Pick<
    TimelineRow,
    'parent' | 'key' | 'title' | 'kind' | 'status' | 'shape' | 'people' | 'chance' | 'team' | 'objective'
  > {
  id: string
  start: Day | null
  p50: Day | null
  p85: Day | null
  deadline: Day | null
  critical: boolean
  movedDays: number | null
}

export interface Run {
  asOf: Day
  stale: boolean
}

export interface Timeline {
  run: Run | null
  today: Day
  items: Item[]
  links: Link[]
}

/** The answer with its days as numbers. */
export function readTimeline({ run, today, rows, links }: Answer): Timeline {
  return {
    run: run && { asOf: dayOf(run.as_of), stale: run.stale },
    today: dayOf(today),
    items: rows.map(readItem),
    links,
  }
}

function readItem({ ref, critical, moved_days, start, p50, p85, deadline, ...row }: TimelineRow): Item {
  return {
    ...row,
    id: ref,
    start: dayOf(start),
    p50: dayOf(p50),
    p85: dayOf(p85),
    deadline: dayOf(deadline),
    critical: critical > 0.5,
    movedDays: moved_days,
  }
}

/** More likely late than not: the even-chance finish lies after the deadline, or the chance says so. */
export function isLate(item: Item): boolean {
  if (item.deadline === null) return false
  return (item.p50 !== null && item.p50 > item.deadline) || (item.chance !== null && item.chance < 0.5)
}

export function isDone(item: Item): boolean {
  return item.status === 'done' || item.status === 'dropped'
}

/** First and last day of anything drawn, today included; room on both sides is the caller's. */
export function extent(timeline: Timeline): { first: Day; last: Day } {
  let first = timeline.today
  let last = timeline.today
  for (const item of timeline.items) {
    for (const day of [item.start, item.p50, item.p85, item.deadline]) {
      if (day === null) continue
      if (day < first) first = day
      if (day > last) last = day
    }
  }
  return { first, last }
}

/** Whether each word typed occurs in the item's title, key, people, team, kind or status. */
export function isMatch(item: Item, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const people = item.people.map((person) => `${person.name} ${person.initials}`).join(' ')
  const hay = `${item.title} ${item.key} ${people} ${item.team} ${item.kind} ${item.status}`.toLowerCase()
  return words.every((word) => hay.includes(word))
}
