/** How the table looks: columns, order, groups, filters; kept in the page's address and in saved views. */
import type { SheetColumn } from '../shared/api.ts'

export interface Shown {
  name: string
  width: number
}

export interface Look {
  /** Visible columns from left to right. */
  columns: Shown[]
  /** A column's name, with `-` before it when sorted downwards; empty for the order of the plan. */
  sort: string
  group: string
  /** What is typed into the filter row, by column. */
  where: Record<string, string>
}

const WHERE = 'where.'
const NARROWEST = 40
const WIDEST = 1200

/** What a query string says; what it is silent about is as usual. Columns that are not there are left out. */
export function readLook(search: string, columns: readonly SheetColumn[]): Look {
  const query = new URLSearchParams(search)
  const known = new Map(columns.map((column) => [column.name, column]))
  const sort = query.get('sort') ?? ''
  const where: Record<string, string> = {}
  for (const [key, value] of query) {
    const name = key.startsWith(WHERE) ? key.slice(WHERE.length) : ''
    if (value && known.has(name)) where[name] = value
  }
  const group = query.get('group') ?? ''
  return {
    columns: readColumns(query.get('cols') ?? '', known) ?? usualColumns(columns),
    sort: known.has(sort.replace(/^-/, '')) ? sort : '',
    group: known.get(group)?.groups ? group : '',
    where,
  }
}

export function usualColumns(columns: readonly SheetColumn[]): Shown[] {
  return columns.filter((column) => column.shown).map(({ name, width }) => ({ name, width }))
}

/** `key,title:320,status`: names, with the width where it is not the usual one. */
function readColumns(text: string, known: ReadonlyMap<string, SheetColumn>): Shown[] | null {
  const found = new Map<string, Shown>()
  for (const part of text.split(',')) {
    const [name = '', wide = ''] = part.split(':')
    const column = known.get(name)
    if (!column) continue
    const width = /^\d{1,4}$/.test(wide) ? Math.min(WIDEST, Math.max(NARROWEST, Number(wide))) : column.width
    found.set(name, { name, width })
  }
  return found.size ? [...found.values()] : null
}

/** `search` with the look in it; what is as usual is left out, other parameters stay. */
export function writeLook(search: string, look: Look, columns: readonly SheetColumn[]): string {
  const query = new URLSearchParams(search)
  const put = (key: string, value: string): void => (value ? query.set(key, value) : query.delete(key))
  const shown = columnsText(look.columns, columns)
  put('cols', shown === columnsText(usualColumns(columns), columns) ? '' : shown)
  put('sort', look.sort)
  put('group', look.group)
  for (const column of columns) put(WHERE + column.name, look.where[column.name] ?? '')
  // A view alone would be opened as it was saved.
  if (query.has('view') && ![...query.keys()].some((key) => key !== 'view' && key !== 'product'))
    query.set('view', 'none')
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
  return text ? `?${text}` : ''
}

function columnsText(shown: readonly Shown[], columns: readonly SheetColumn[]): string {
  const usual = new Map(columns.map((column) => [column.name, column.width]))
  return shown.map(({ name, width }) => (usual.get(name) === width ? name : `${name}:${width}`)).join(',')
}

/** `columns` with the one called `name` moved by `by` places, or shown, or hidden. */
export function moved(columns: readonly Shown[], name: string, by: number): Shown[] {
  const from = columns.findIndex((each) => each.name === name)
  const found = [...columns]
  const [taken] = from < 0 ? [] : found.splice(from, 1)
  if (taken) found.splice(Math.max(0, Math.min(found.length, from + by)), 0, taken)
  return found
}

export function toggled(columns: readonly Shown[], column: SheetColumn): Shown[] {
  const without = columns.filter((each) => each.name !== column.name)
  if (without.length === columns.length) return [...columns, { name: column.name, width: column.width }]
  return without.length ? without : [...columns]
}
