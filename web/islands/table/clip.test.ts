import { describe, expect, it } from 'vitest'

import type { SheetColumn } from '../shared/api.ts'
import { isHeads, placed, plain, readCells, written } from './clip.ts'

function column(name: string, label: string, also: string[] = []): SheetColumn {
  return {
    name,
    label,
    also,
    kind: 'line',
    width: 100,
    shown: true,
    editable: true,
    groups: false,
    choices: [],
    free: false,
    link: false,
  }
}

const columns = [
  column('key', 'Key'),
  column('title', 'Title', ['Task']),
  column('likely', 'Estimate', ['Days']),
]
const names = (found: readonly (SheetColumn | null)[]): (string | undefined)[] =>
  found.map((each) => each?.name)

describe('cells of a spreadsheet', () => {
  it('come back as they were written, with tabs, quotes and line ends', () => {
    const cells = [
      ['a\tb', 'say "so"', 'two\nlines'],
      ['', '5"', 'plain'],
    ]
    expect(readCells(written(cells))).toEqual(cells)
  })

  it('reads what Excel puts there, and leaves empty rows out', () => {
    expect(readCells('Key\tTitle\r\nA-1\t"a ""b"""\r\n\t\r\n')).toEqual([
      ['Key', 'Title'],
      ['A-1', 'a "b"'],
    ])
  })

  it('keeps a quote within a cell, and commas within a single column', () => {
    expect(readCells('5" pipe\tx')).toEqual([['5" pipe', 'x']])
    expect(readCells('red, green')).toEqual([['red, green']])
    expect(readCells('first, then\nsecond')).toEqual([['first, then'], ['second']])
  })

  it('reads CSV with commas or semicolons when every line has as many', () => {
    expect(readCells('Key,Title\nA-1,"one, two"')).toEqual([
      ['Key', 'Title'],
      ['A-1', 'one, two'],
    ])
    expect(readCells('Key;Title\nA-1;1,5')).toEqual([
      ['Key', 'Title'],
      ['A-1', '1,5'],
    ])
  })

  it('takes away the apostrophe that keeps a spreadsheet from running a cell', () => {
    expect(plain("'=1+1")).toBe('=1+1')
    expect(plain("'tis so")).toBe("'tis so")
  })
})

describe('where pasted cells go', () => {
  it('by their heads, by other words for them too, whatever the case', () => {
    const found = placed(
      [
        ['TASK', 'days', 'Notes'],
        ['x', '3', 'y'],
      ],
      columns,
      columns,
      1,
    )
    expect(names(found.columns)).toEqual(['title', 'likely', undefined])
    expect(found.rows).toEqual([['x', '3', 'y']])
  })

  it('without heads onto the columns from the chosen one on; beyond the last they are left out', () => {
    const found = placed([['Wire', '3', 'over']], columns, columns, 1)
    expect(names(found.columns)).toEqual(['title', 'likely', undefined])
    expect(found.hasHeads).toBe(false)
  })

  it('takes a row for heads only when most of it names columns', () => {
    expect(isHeads(['Title'], columns)).toBe(true)
    expect(isHeads(['Title', 'of the book', 'is long'], columns)).toBe(false)
    expect(isHeads(['Title', '5'], columns)).toBe(false)
  })

  it('uses a column once', () => {
    expect(
      names(
        placed(
          [
            ['Title', 'Task', 'Key'],
            ['a', 'b', 'c'],
          ],
          columns,
          columns,
          0,
        ).columns,
      ),
    ).toEqual(['title', undefined, 'key'])
  })
})
