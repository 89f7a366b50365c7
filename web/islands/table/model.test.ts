import { describe, expect, it } from 'vitest'

import type { SheetColumn } from '../shared/api.ts'
import cases from '../shared/cells.cases.json'
import { filtered, fitting } from './filter.ts'
import { grouped, isHead, type Line, ordered, textOf } from './model.ts'

const usual: SheetColumn = {
  name: 'title',
  label: 'Title',
  kind: 'line',
  width: 120,
  shown: true,
  editable: true,
  groups: false,
  choices: [],
  free: false,
  also: [],
  link: false,
}
const status = { ...usual, name: 'status', kind: 'choice' as const, groups: true, choices: ['ready', 'done'] }
const days = { ...usual, name: 'days', kind: 'number' as const }

function lines(...cells: Line['cells'][]): Line[] {
  return cells.map((each, index) => ({ id: index + 1, version: 1, at: index, cells: each }))
}

const ids = (found: readonly { id: number }[]): number[] => found.map((each) => each.id)

describe('cells as texts', () => {
  it.each(cases)('writes $cell of kind $kind as the server does', ({ cell, kind, text }) => {
    expect(textOf(cell, kind)).toBe(text)
  })
})

describe('order', () => {
  it('sorts numbers in words naturally, and keeps the order of the plan for equals', () => {
    const found = lines({ title: 'a10' }, { title: 'a9' }, { title: 'A9' })
    expect(ids(ordered(found, { column: usual, down: false }, undefined))).toEqual([2, 3, 1])
  })

  it('has empty cells last, whichever way', () => {
    const found = lines({ days: null }, { days: 1 }, { days: 3 })
    expect(ids(ordered(found, { column: days, down: false }, undefined))).toEqual([2, 3, 1])
    expect(ids(ordered(found, { column: days, down: true }, undefined))).toEqual([3, 2, 1])
  })

  it('sorts choices as they are listed', () => {
    const found = lines({ status: 'done' }, { status: 'ready' })
    expect(ids(ordered(found, { column: status, down: false }, undefined))).toEqual([2, 1])
  })
})

describe('groups', () => {
  it('count their lines also while shut, in the order of the choices', () => {
    const found = lines({ status: 'done' }, { status: 'ready' }, { status: '' }, { status: 'ready' })
    const rows = grouped(
      ordered(found, { column: undefined, down: false }, status),
      status,
      new Set(['ready']),
    )
    expect(rows.filter(isHead).map(({ group, count, open }) => [group, count, open])).toEqual([
      ['ready', 2, false],
      ['done', 1, true],
      ['none', 1, true],
    ])
    expect(rows.filter((row) => !isHead(row)).map((row) => row.id)).toEqual([1, 3])
  })
})

describe('the filter row', () => {
  it.each([
    ['>3', 4, true],
    ['>3', 3, false],
    ['2..5', 5, true],
    ['2..', 1, false],
    ['2,5', 2.5, true],
    ['none', null, true],
    ['any', 0, true],
    ['!>3', 3, true],
    ['>3', null, false],
  ])('lets numbers through: %s for %s', (typed, cell, fits) => {
    expect(fitting(days, typed)(cell)).toBe(fits)
  })

  it.each([
    ['2027-03', '2027-03-09', true],
    ['>2027-03', '2027-03-09', false],
    ['>=2027-03', '2027-03-09', true],
    ['2027-01..2027-03', '2027-03-31', true],
    ['<2027-03-09', '2027-03-08', true],
  ])('lets dates through: %s for %s', (typed, cell, fits) => {
    expect(fitting({ ...usual, kind: 'date' }, typed)(cell)).toBe(fits)
  })

  it('holds words in any case, a choice as a whole, and all filters together', () => {
    const found = lines({ title: 'Wire protocol', status: 'ready' }, { title: 'wires', status: 'done' })
    expect(ids(filtered(found, { title: 'WIRE' }, [usual, status]))).toEqual([1, 2])
    expect(ids(filtered(found, { title: 'wire', status: 'done' }, [usual, status]))).toEqual([2])
  })
})
