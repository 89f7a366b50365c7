import { expect, test } from 'vitest'

import { actOf } from './keys.ts'
import type { Line } from './lines.ts'

const line = (level: number, expandable = false, open = false): Line => ({
  id: String(Math.random()),
  item: null,
  title: '',
  level,
  position: 1,
  siblings: 1,
  expandable,
  open,
  shape: 'bar',
  start: null,
  p50: null,
  p85: null,
})
const LINES = [line(1, true, true), line(2, true, false), line(2), line(1)]
const press = (key: string, at: number, shift = false): unknown => actOf(key, shift, LINES, at, 10)

test('up, down, page, home and end move and stop at the ends', () => {
  expect(press('ArrowDown', 0)).toEqual({ do: 'go', to: 1 })
  expect(press('ArrowDown', 3)).toEqual({ do: 'go', to: 3 })
  expect(press('k', 0)).toEqual({ do: 'go', to: 0 })
  expect(press('PageDown', 1)).toEqual({ do: 'go', to: 3 })
  expect([press('Home', 2), press('End', 0)]).toEqual([
    { do: 'go', to: 0 },
    { do: 'go', to: 3 },
  ])
})

test('right opens a shut line, enters an open one, and does nothing on a leaf', () => {
  expect(press('ArrowRight', 1)).toEqual({ do: 'toggle', at: 1 })
  expect(press('ArrowRight', 0)).toEqual({ do: 'go', to: 1 })
  expect(press('ArrowRight', 2)).toEqual({ do: 'nothing' })
})

test('left shuts an open line, else goes to the parent', () => {
  expect(press('ArrowLeft', 0)).toEqual({ do: 'toggle', at: 0 })
  expect(press('ArrowLeft', 2)).toEqual({ do: 'go', to: 0 })
  expect(press('ArrowLeft', 3)).toEqual({ do: 'nothing' })
})

test('shift pans, plus and minus undo each other, other keys are left to the page', () => {
  expect([press('ArrowLeft', 0, true), press('ArrowRight', 0, true)]).toEqual([
    { do: 'pan', by: -120 },
    { do: 'pan', by: 120 },
  ])
  const [closer, farther] = [press('+', 0), press('-', 0)] as { by: number }[]
  expect((closer?.by ?? 0) * (farther?.by ?? 0)).toBeCloseTo(1)
  expect(press('q', 0)).toBeNull()
})
