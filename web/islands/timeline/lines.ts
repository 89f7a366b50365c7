/** The lines on the screen: the tree of items, or items under heads, filtered and folded. */
import type { Day } from '../shared/calendar.ts'
import { type Item, isMatch, type Shape, type Timeline } from './model.ts'

export type Grouping = 'hierarchy' | 'product' | 'team' | 'objective' | 'person'
export const GROUPINGS: readonly Grouping[] = ['hierarchy', 'product', 'team', 'objective', 'person']

/** What can be grouped by: products only where there are several, and then they are the usual heads. */
export function groupingsOf(timeline: Timeline): readonly Grouping[] {
  return GROUPINGS.filter((each) => each !== 'product' || hasSeveral(timeline))
}

export function usualGrouping(timeline: Timeline): Grouping {
  return hasSeveral(timeline) ? 'product' : 'hierarchy'
}

function hasSeveral(timeline: Timeline): boolean {
  return timeline.products.length > 1 || timeline.more === true
}

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

export interface Wish {
  grouping: Grouping
  filter: string
  shut: ReadonlySet<string>
}

/** The lines to show, in order. While a filter is on, everything that leads to a match is open. */
export function linesOf(timeline: Timeline, wish: Wish): Line[] {
  if (wish.grouping === 'hierarchy') return treeLines(timeline.items, wish, 1)
  if (wish.grouping === 'product') return productLines(timeline, wish)
  return groupLines(timeline.items, wish)
}

/** Each product with its whole tree beneath it, in the order in which products are planned. */
function productLines(timeline: Timeline, wish: Wish): Line[] {
  const filtering = wish.filter.trim() !== ''
  const of = Map.groupBy(timeline.items, (item) => item.product)
  const trees = timeline.products
    .map((name) => ({ name, items: of.get(name) ?? [] }))
    .map(({ name, items }) => ({ name, items, tree: treeLines(items, wish, 2) }))
    .filter(({ tree }) => tree.length > 0)
  return trees.flatMap(({ name, items, tree }, index) => {
    const id = `product:${name}`
    const open = filtering || !wish.shut.has(id)
    const head = lineOf(id, null, 1, index + 1, trees.length, true, open)
    const line: Line = { ...head, ...span(items), title: name, shape: 'release' }
    return open ? [line, ...tree] : [line]
  })
}

function treeLines(items: Item[], wish: Wish, top: number): Line[] {
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
  walk(null, top)
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
  product: 'No product',
  team: 'No team',
  objective: 'No objective',
  person: 'No one assigned',
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
