/** What is typed above a column, and whether a cell fits it. */
import type { SheetColumn } from '../shared/api.ts'
import { type Cell, isEmpty, type Line, NONE, textOf } from './model.ts'

type Fits = (cell: Cell | undefined) => boolean

/**
 * `none` is empty and `any` is not; `!` before the rest turns it round. Numbers and dates: `>3`, `<=2027-01`,
 * `2..5`; others hold the text, and choices are what is chosen.
 */
export function fitting(column: SheetColumn, typed: string): Fits {
  const text = typed.trim().toLowerCase()
  if (!text) return () => true
  if (text.startsWith('!') && text.length > 1) {
    const fits = fitting(column, text.slice(1))
    return (cell) => !fits(cell)
  }
  if (text === NONE) return (cell) => isEmpty(cell)
  if (text === 'any') return (cell) => !isEmpty(cell)
  if (column.kind === 'number' || column.kind === 'share') return amounts(text, column.kind === 'share')
  if (column.kind === 'date') return days(text)
  if (column.kind === 'choice' || column.kind === 'tick')
    return (cell) => textOf(cell, column.kind).toLowerCase() === text
  return (cell) => textOf(cell, column.kind).toLowerCase().includes(text)
}

function amounts(text: string, isShare: boolean): Fits {
  const read = (part: string): number => {
    const amount = Number(part.replace('%', '').replace(',', '.').trim() || Number.NaN)
    return isShare ? amount / 100 : amount
  }
  const [, sign = '', bound = ''] = /^([<>]=?)(.+)$/.exec(text) ?? []
  const [from = '', to] = text.split('..')
  return (cell) => {
    if (typeof cell !== 'number') return false
    if (sign) return holds(cell, sign, read(bound))
    if (to !== undefined) return !(from && cell < read(from)) && !(to && cell > read(to))
    return Math.abs(cell - read(text)) < 1e-9
  }
}

function holds(a: number | string, sign: string, b: number | string): boolean {
  if (sign === '<') return a < b
  if (sign === '<=') return a <= b
  return sign === '>' ? a > b : a >= b
}

/** Dates in ISO form compare as texts; `2027-03` stands for the whole month. */
function days(text: string): Fits {
  const [, sign = '', bound = ''] = /^([<>]=?)\s*(.+)$/.exec(text) ?? []
  const [from = '', to] = text.split('..')
  return (cell) => {
    if (typeof cell !== 'string' || !cell) return false
    const within = (limit: string): string => cell.slice(0, limit.length)
    if (sign) return holds(within(bound), sign, bound)
    if (to !== undefined) return !(from && within(from) < from) && !(to && within(to) > to)
    return cell.startsWith(text)
  }
}

/** The lines that fit every filter. */
export function filtered(
  lines: readonly Line[],
  where: Readonly<Record<string, string>>,
  columns: readonly SheetColumn[],
): Line[] {
  const wanted = columns
    .filter((column) => where[column.name])
    .map((column) => [column.name, fitting(column, where[column.name] ?? '')] as const)
  return lines.filter((line) => wanted.every(([name, fits]) => fits(line.cells[name])))
}
