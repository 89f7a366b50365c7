import { expect, test } from 'vitest'

import { makes } from './jobs.ts'

test('a page is made by the jobs it names, and by no other', () => {
  expect(makes('roadmap.plan', { name: 'roadmap.plan' })).toBe(true)
  expect(makes('roadmap.plan team.spread', { name: 'team.spread' })).toBe(true)
  expect(makes('roadmap.plan', { name: 'roadmap' })).toBe(false)
  expect(makes(undefined, { name: 'roadmap.plan' })).toBe(false)
  expect(makes('roadmap.plan', null)).toBe(false)
})
