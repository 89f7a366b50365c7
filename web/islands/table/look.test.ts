import { describe, expect, it } from 'vitest'

import type { SheetColumn } from '../shared/api.ts'
import { matching } from './choices.ts'
import { at, bounds, clamped, stepped } from './cursor.ts'
import { moved, readLook, toggled, usualColumns, writeLook } from './look.ts'

function column(name: string, shown: boolean, groups = false): SheetColumn {
  return {
    name,
    label: name,
    kind: 'line',
    width: 100,
    shown,
    editable: true,
    groups,
    choices: [],
    free: false,
    also: [],
    link: false,
  }
}

const columns = [column('key', true), column('title', true), column('status', false, true)]

describe('the look in the address', () => {
  it('comes back as it was written, and keeps what others say there', () => {
    const look = {
      columns: [
        { name: 'status', width: 100 },
        { name: 'title', width: 240 },
      ],
      sort: '-title',
      group: 'status',
      where: { title: 'a & b' },
    }
    const search = writeLook('?product=ATL', look, columns)
    expect(search).toContain('product=ATL')
    expect(search).toContain('cols=status,title:240')
    expect(readLook(search, columns)).toEqual(look)
  })

  it('is silent about what is as usual', () => {
    expect(writeLook('?sort=key&where.title=x', readLook('', columns), columns)).toBe('')
  })

  it('takes the view back when nothing of it is left', () => {
    const usual = readLook('', columns)
    expect(writeLook('?view=3&sort=key&product=ATL', usual, columns)).toBe('?view=none&product=ATL')
    expect(writeLook('?view=3&status=open', usual, columns)).toBe('?view=3&status=open')
  })

  it('leaves out columns that are not there, and groups by none that does not group', () => {
    const look = readLook('?cols=gone,title&sort=gone&group=title&where.gone=x', columns)
    expect(look).toEqual({ columns: [{ name: 'title', width: 100 }], sort: '', group: '', where: {} })
    expect(readLook('?cols=gone', columns).columns).toEqual(usualColumns(columns))
  })

  it('keeps a column when the last one would go', () => {
    const one = [{ name: 'key', width: 100 }]
    expect(toggled(one, column('key', true))).toEqual(one)
    expect(toggled(one, column('title', true)).map(({ name }) => name)).toEqual(['key', 'title'])
  })

  it('moves a column within the ends', () => {
    const shown = usualColumns(columns)
    expect(moved(shown, 'title', -1).map(({ name }) => name)).toEqual(['title', 'key'])
    expect(moved(shown, 'title', 5)).toEqual(shown)
  })
})

describe('the cursor', () => {
  const size = { rows: 10, columns: 3, page: 4 }
  const free = { shift: false, control: false }

  it('stops at the edges', () => {
    expect(stepped(at(0, 0), 'ArrowUp', free, size)).toEqual(at(0, 0))
    expect(stepped(at(8, 2), 'PageDown', free, size)).toEqual(at(9, 2))
    expect(stepped(at(3, 1), 'End', { ...free, control: true }, size)).toEqual(at(9, 2))
  })

  it('grows with shift from where it began', () => {
    const grown = stepped(at(5, 1), 'ArrowUp', { ...free, shift: true }, size)
    expect(grown && bounds(grown)).toEqual({ top: 4, bottom: 5, left: 1, right: 1 })
  })

  it('has no place in an empty table, and no step for a letter', () => {
    expect(clamped(at(2, 2), { ...size, rows: 0 })).toBeNull()
    expect(stepped(at(2, 2), 'a', free, size)).toBeNull()
  })
})

describe('choices', () => {
  it('puts those first that begin with the text, then words, then the rest', () => {
    expect(matching(['Undone', 'In done', 'done', 'Ready'], 'DO')).toEqual(['done', 'In done', 'Undone'])
  })
})
