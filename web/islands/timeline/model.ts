/**
 * The timeline's rows and their arithmetic: reading, tree, filter, grouping. Knows neither page nor canvas.
 */
import { type Day, dayOf } from '../shared/calendar.ts'

/** What `GET /api/v1/timeline` answers: the contract `Timeline` of the roadmap. */
export interface Answer {
  run: { as_of: string; stale: boolean } | null
  today: string
  rows: AnswerRow[]
  links: Link[]
}

export interface AnswerRow {
  ref: string
  parent: string | null
  shape: Shape
  key: string
  title: string
  kind: string
  status: string
  people: Person[]
  start: string | null
  p50: string | null
  p85: string | null
  chance: number | null
  deadline: string | null
  critical: number
  moved_days: number | null
  team: string
  objective: string
}

export interface Person {
  id: number
  initials: string
  name: string
}

export type Shape = 'bar' | 'summary' | 'release' | 'milestone'

/**
 * Something planned. Days are inclusive: work that ends on `p50` ends with that day. A release has no key.
 */
export interface Item {
  id: string
  parent: string | null
  key: string
  title: string
  kind: string
  status: string
  shape: Shape
  people: Person[]
  start: Day | null
  p50: Day | null
  p85: Day | null
  chance: number | null
  deadline: Day | null
  critical: boolean
  movedDays: number | null
  team: string
  objective: string
}

export type LinkKind = 'FS' | 'SS' | 'FF' | 'SF'
export interface Link {
  source: string
  target: string
  kind: LinkKind
  lag_days: number
  violated: boolean
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

export type Grouping = 'hierarchy' | 'team' | 'objective' | 'person'
export const GROUPINGS: readonly Grouping[] = ['hierarchy', 'team', 'objective', 'person']

/**
 * One line on the screen: an item, or the head of a group. `id` is unique among lines, `item.id` need not
 * be.
 */
export interface Line {
  id: string
  item: Item | null
  title: string
  level: number
  position: number
  siblings: number
  expandable: boolean
  open: boolean
  shape: Shape
  start: Day | null
  p50: Day | null
  p85: Day | null
}

/** The answer with its days as numbers. Throws when it is not one. */
export function readTimeline(answer: Answer): Timeline {
  const today = dayOf(answer.today)
  if (today === null || !Array.isArray(answer.rows))
    throw new Error('The timeline could not be read. Reload the page.')
  const asOf = dayOf(answer.run?.as_of)
  return {
    run: answer.run && asOf !== null ? { asOf, stale: answer.run.stale } : null,
    today,
    items: answer.rows.map(readItem),
    links: answer.links,
  }
}

function readItem(row: AnswerRow): Item {
  const start = dayOf(row.start)
  const p50 = dayOf(row.p50)
  const p85 = dayOf(row.p85)
  return {
    id: row.ref,
    parent: row.parent,
    key: row.key,
    title: row.title,
    kind: row.kind,
    status: row.status,
    shape: row.shape,
    people: row.people,
    start,
    p50: p50 !== null && start !== null ? Math.max(p50, start) : p50,
    p85: p85 !== null && p50 !== null ? Math.max(p85, p50, start ?? p50) : p85,
    chance: row.chance,
    deadline: dayOf(row.deadline),
    critical: row.critical > 0.5,
    movedDays: row.moved_days,
    team: row.team,
    objective: row.objective,
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

export interface Wish {
  grouping: Grouping
  filter: string
  shut: ReadonlySet<string>
}

/** The lines to show, in order. While a filter is on, everything that leads to a match is open. */
export function linesOf(timeline: Timeline, wish: Wish): Line[] {
  return wish.grouping === 'hierarchy' ? treeLines(timeline.items, wish) : groupLines(timeline.items, wish)
}

function treeLines(items: Item[], wish: Wish): Line[] {
  const filtering = wish.filter.trim() !== ''
  const children = Map.groupBy(items, (item) => item.parent)
  const kept = filtering ? matchesWithAncestors(items, wish.filter) : null
  const lines: Line[] = []
  const walk = (parent: string | null, level: number): void => {
    const siblings = (children.get(parent) ?? []).filter((item) => !kept || kept.has(item.id))
    siblings.forEach((item, index) => {
      const expandable = (children.get(item.id) ?? []).some((child) => !kept || kept.has(child.id))
      const open = expandable && (filtering || !wish.shut.has(item.id))
      lines.push(lineOf(item.id, item, level, index + 1, siblings.length, expandable, open))
      if (open) walk(item.id, level + 1)
    })
  }
  walk(null, 1)
  return lines
}

function matchesWithAncestors(items: Item[], filter: string): Set<string> {
  const byId = new Map(items.map((item) => [item.id, item]))
  const kept = new Set<string>()
  for (const item of items) {
    if (!isMatch(item, filter)) continue
    for (
      let at: Item | undefined = item;
      at && !kept.has(at.id);
      at = at.parent === null ? undefined : byId.get(at.parent)
    ) {
      kept.add(at.id)
    }
  }
  return kept
}

const NOBODY: Record<Grouping, string> = {
  hierarchy: '',
  team: 'No team',
  objective: 'No objective',
  person: 'Nobody assigned',
}

/**
 * Work itself (no parents, no releases) under heads by name; what has none comes last. A shared item stands
 * under each person.
 */
function groupLines(items: Item[], wish: Wish): Line[] {
  const { grouping } = wish
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    if ((item.shape !== 'bar' && item.shape !== 'milestone') || !isMatch(item, wish.filter)) continue
    for (const name of groupNames(item, grouping)) {
      const members = groups.get(name)
      if (members) members.push(item)
      else groups.set(name, [item])
    }
  }
  const names = [...groups.keys()].sort((a, b) => Number(a === '') - Number(b === '') || a.localeCompare(b))
  const lines: Line[] = []
  names.forEach((name, index) => {
    const members = (groups.get(name) ?? []).sort((a, b) => (a.start ?? Infinity) - (b.start ?? Infinity))
    const id = `${grouping}:${name}`
    const open = wish.filter.trim() !== '' || !wish.shut.has(id)
    const head = lineOf(id, null, 1, index + 1, names.length, true, open)
    lines.push({ ...head, ...span(members), title: name || NOBODY[grouping], shape: 'release' })
    if (!open) return
    for (const [at, item] of members.entries()) {
      lines.push(lineOf(`${id}/${item.id}`, item, 2, at + 1, members.length, false, false))
    }
  })
  return lines
}

function groupNames(item: Item, grouping: Grouping): string[] {
  if (grouping === 'team') return [item.team]
  if (grouping === 'objective') return [item.objective]
  const names = item.people.map((person) => person.name || person.initials)
  return names.length ? [...new Set(names)] : ['']
}

function lineOf(
  id: string,
  item: Item | null,
  level: number,
  position: number,
  siblings: number,
  expandable: boolean,
  open: boolean,
): Line {
  return {
    id,
    item,
    level,
    position,
    siblings,
    expandable,
    open,
    title: item?.title ?? '',
    shape: item?.shape ?? 'release',
    start: item?.start ?? null,
    p50: item?.p50 ?? null,
    p85: item?.p85 ?? null,
  }
}

/** From the first start to the last finish of `items`. */
export function span(items: Item[]): { start: Day | null; p50: Day | null; p85: Day | null } {
  const of = (pick: (item: Item) => Day | null, best: (...days: number[]) => number): Day | null => {
    let found: Day | null = null
    for (const item of items) {
      const day = pick(item)
      if (day !== null) found = found === null ? day : best(found, day)
    }
    return found
  }
  return {
    start: of((item) => item.start, Math.min),
    p50: of((item) => item.p50, Math.max),
    p85: of((item) => item.p85, Math.max),
  }
}

/** Ids of all lines that can be shut in `grouping`. */
export function shuttable(timeline: Timeline, grouping: Grouping): Set<string> {
  return new Set(
    linesOf(timeline, { grouping, filter: '', shut: new Set() })
      .filter((line) => line.expandable)
      .map((line) => line.id),
  )
}

/** Where the line's parent stands, or -1. */
export function parentIndex(lines: readonly Line[], index: number): number {
  const level = lines[index]?.level ?? 1
  for (let at = index - 1; at >= 0; at--) if ((lines[at]?.level ?? 1) < level) return at
  return -1
}
