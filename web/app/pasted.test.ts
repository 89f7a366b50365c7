import { expect, test } from 'vitest'

import { linesOf } from './pasted.ts'

test('each pasted line is a title, without the mark of a list', () => {
  expect(linesOf('- Sync API 5d\r\n* Read\n\n2) Write\nPhase 2')).toEqual([
    'Sync API 5d',
    'Read',
    'Write',
    'Phase 2',
  ])
})
