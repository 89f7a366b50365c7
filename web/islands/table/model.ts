/** Rows and cells as the table holds them, and how they compare and read. Knows neither page nor library. */
import type { SheetColumn, SheetRow } from '../shared/api.ts'

export type Cell = SheetRow['cells'][number]

/** A row by the names of its columns; `at` is its place as the server gave it. */
export interface Line {
  id: number
  version: number
  at: number
  cells: Record<string, Cell>
}

/** What a filter and a group call a cell that is empty. */
export const NONE = 'none'

export function lineOf(row: SheetRow, columns: readonly SheetColumn[], at: number): Line {
  const cells: Record<string, Cell> = {}
  columns.forEach((column, index) => {
    cells[column.name] = row.cells[index] ?? null
  })
  return { id: row.id, version: row.version, at, cells }
}

export function isEmpty(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || cell === '' || (Array.isArray(cell) && cell.length === 0)
}

/** A cell as it is typed and copied; the server's `cell_text` writes the same (`cells.cases.json`). */
export function textOf(cell: Cell | undefined, kind: string): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  if (Array.isArray(cell)) return cell.join(', ')
  if (typeof cell === 'number')
    return kind === 'share' ? `${Math.floor(cell * 1000 + 0.5) / 10} %` : String(cell)
  return cell
}

/** Compares lines by a column, empty cells last whichever way; equals stay as the server has them. */
export function comparing(column: SheetColumn | undefined, down: boolean): (a: Line, b: Line) => number {
  if (!column) return (a, b) => a.at - b.at
  const rank = ranking(column)
  const way = down ? -1 : 1
  return (a, b) => {
    const one = a.cells[column.name]
    const other = b.cells[column.name]
    const empty = Number(isEmpty(one)) - Number(isEmpty(other))
    if (empty) return empty
    return way * rank(one as Cell, other as Cell) || a.at - b.at
  }
}

const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function ranking(column: SheetColumn): (a: Cell, b: Cell) => number {
  if (column.kind === 'choice' && !column.groups) return (a, b) => natural.compare(String(a), String(b))
  if (column.choices.length) {
    const place = new Map(column.choices.map((choice, index) => [choice, index]))
    const of = (cell: Cell): number => place.get(String(Array.isArray(cell) ? cell[0] : cell)) ?? place.size
    return (a, b) => of(a) - of(b) || natural.compare(String(a), String(b))
  }
  if (column.kind === 'number' || column.kind === 'share' || column.kind === 'tick')
    return (a, b) => Number(a) - Number(b)
  if (column.kind === 'date') return (a, b) => (String(a) < String(b) ? -1 : Number(String(a) > String(b)))
  return (a, b) => natural.compare(textOf(a, column.kind), textOf(b, column.kind))
}

/** Lines in the order in which they are shown: by group, then as sorted. */
export function ordered(
  lines: readonly Line[],
  sort: { column: SheetColumn | undefined; down: boolean },
  group: SheetColumn | undefined,
): Line[] {
  const within = comparing(sort.column, sort.down)
  if (!group) return [...lines].sort(within)
  const groups = comparing(group, false)
  const key = (line: Line): string => groupOf(line, group)
  return [...lines].sort((a, b) => (key(a) === key(b) ? within(a, b) : groups(a, b)))
}

/** The head of a group, between the lines; its `id` is below zero. */
export interface Head {
  id: number
  group: string
  count: number
  open: boolean
}

export type Row = Line | Head

export function isHead(row: Row | undefined): row is Head {
  return row !== undefined && 'group' in row
}

/** Ordered lines with a head before each group; those of a `shut` group are left out. */
export function grouped(lines: readonly Line[], column: SheetColumn, shut: ReadonlySet<string>): Row[] {
  const rows: Row[] = []
  let head: Head | undefined
  for (const line of lines) {
    const group = groupOf(line, column)
    if (head?.group !== group) {
      head = { id: -1 - rows.length, group, count: 0, open: !shut.has(group) }
      rows.push(head)
    }
    head.count += 1
    if (head.open) rows.push(line)
  }
  return rows
}

/** The group of a line: one for each set of words where a cell may hold many. */
export function groupOf(line: Line, column: SheetColumn): string {
  const cell = line.cells[column.name]
  return isEmpty(cell) ? NONE : textOf(cell, column.kind)
}
