/**
 * The timeline's rows and their arithmetic: reading, lateness, extent, search. Knows neither page nor canvas.
 */
import type { Timeline as Answer, PersonName, TimelineLink, TimelineRow } from '../shared/api.ts'
import { type Day, dayOf } from '../shared/calendar.ts'

const FLAG_DAYS = 60

export type Link = TimelineLink
export type Shape = TimelineRow['shape']
export type LinkKind = TimelineLink['kind']

/**
 * Something planned. Days are inclusive: work that ends on `p50` ends with that day. A release has no key.
 */
export interface Item
  extends Pick<
    TimelineRow,
    'parent' | 'key' | 'title' | 'kind' | 'status' | 'shape' | 'chance' | 'team' | 'objective'
  > {
  id: string
  people: PersonName[]
  start: Day | null
  p50: Day | null
  p85: Day | null
  deadline: Day | null
  critical: boolean
  movedDays: number | null
  /** The name of its product, and the chance that it makes the target date of its release. */
  product: string
  releaseChance: number | null
}

export interface Run {
  asOf: Day
  stale: boolean
}

export interface Timeline {
  run: Run | null
  today: Day
  /** Names of the products, in the order in which they are planned. */
  products: string[]
  items: Item[]
  links: Link[]
  /** How many closed items and past releases are left out. */
  older: number
  /** Whether those of other products are still on their way. */
  more?: boolean
}

/** The answer with its days as numbers. */
export function readTimeline({ run, today, products, people, rows, links, older }: Answer): Timeline {
  const members = new Map(people.map((person) => [person.id, person]))
  const names = new Map(products.map(({ key, name }) => [key, name]))
  return {
    run: run && { asOf: dayOf(run.as_of), stale: run.stale },
    today: dayOf(today),
    products: products.map(({ name }) => name),
    items: rows.map((row) => readItem(row, names.get(row.product) ?? row.product, members)),
    links,
    older: older ?? 0,
  }
}

function readItem(
  { ref, critical, moved_days, release_chance, start, p50, p85, deadline, people, ...row }: TimelineRow,
  product: string,
  members: ReadonlyMap<number, PersonName>,
): Item {
  return {
    ...row,
    id: ref,
    product,
    people: people.flatMap((number) => members.get(number) ?? []),
    releaseChance: release_chance,
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

/**
 * First and last day of anything drawn, today included; room on both sides is the caller's. A flag of long
 * ago is no reason to begin there.
 */
export function extent(timeline: Timeline): { first: Day; last: Day } {
  let first = timeline.today
  let last = timeline.today
  for (const item of timeline.items) {
    const flag = item.deadline !== null && item.deadline < timeline.today - FLAG_DAYS ? null : item.deadline
    for (const day of [item.start, item.p50, item.p85, flag]) {
      if (day === null) continue
      if (day < first) first = day
      if (day > last) last = day
    }
  }
  return { first, last }
}

/** Whether each word typed occurs in the item's title, key, product, people, team, kind or status. */
export function isMatch(item: Item, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const people = item.people.map((person) => `${person.name} ${person.initials}`).join(' ')
  const { title, key, product, team, kind, status } = item
  const hay = `${title} ${key} ${product} ${people} ${team} ${kind} ${status}`.toLowerCase()
  return words.every((word) => hay.includes(word))
}
