import { expect, test } from 'vitest'

import { beneath, carried } from './addresses.ts'

test('a page beneath another keeps what is asked of it', () => {
  expect(beneath('/w/a/roadmap/items', 'ATL-1', 'why')).toBe('/w/a/roadmap/items/ATL-1/why')
  expect(beneath('/w/a/roadmap/items?product=ATL', 'A/1', 'why')).toBe(
    '/w/a/roadmap/items/A%2F1/why?product=ATL',
  )
})

test('a page found by the palette keeps the product choice', () => {
  expect(carried('/w/a/roadmap/items/ATL-1', 'ATL')).toBe('/w/a/roadmap/items/ATL-1?product=ATL')
  expect(carried('/w/a/skills?team=3#member-2', 'ATL')).toBe('/w/a/skills?team=3&product=ATL#member-2')
})

test('without a choice, and outside the workspace, an address stays as it is', () => {
  expect(carried('/w/a/roadmap/items/ATL-1', '')).toBe('/w/a/roadmap/items/ATL-1')
  expect(carried('/login', 'ATL')).toBe('/login')
})

test('an address that chooses its own product keeps that', () => {
  expect(carried('/w/a/roadmap/?product=HAR', 'ATL')).toBe('/w/a/roadmap/?product=HAR')
})
