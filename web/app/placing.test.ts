import { expect, test } from 'vitest'

import { spot } from './placing.ts'

const room = { width: 400, height: 300 }
const panel = { width: 200, height: 100 }

test('a panel stands below its value, above it where there is no room, and never beyond the window', () => {
  expect(spot({ left: 20, top: 40, bottom: 60, width: 50 }, panel, room)).toEqual({ left: 20, top: 64 })
  expect(spot({ left: 20, top: 240, bottom: 260, width: 50 }, panel, room)).toEqual({ left: 20, top: 136 })
  expect(spot({ left: 390, top: 40, bottom: 60, width: 50 }, panel, room).left).toBe(192)
})
