import { describe, expect, it } from 'vitest'

import { mentionAt, withMention } from './mentions.ts'

describe('a mention that is being typed', () => {
  it('begins after a blank or at the beginning and ends at the caret', () => {
    expect(mentionAt('@ol', 3)).toEqual({ from: 0, typed: 'ol' })
    expect(mentionAt('Ask @Olu Ow', 11)).toEqual({ from: 4, typed: 'Olu Ow' })
  })

  it('is none within an address, on another line, or long gone', () => {
    expect(mentionAt('a@b.example', 11)).toBeNull()
    expect(mentionAt('@olu\nhello', 10)).toBeNull()
    expect(mentionAt('@olu thinks that it', 19)).toBeNull()
    expect(mentionAt('@ olu', 5)).toBeNull()
  })

  it('is replaced by a name and a blank, keeping what follows', () => {
    const found = mentionAt('Ask @ol about it', 7)
    expect(found).not.toBeNull()
    if (found)
      expect(withMention('Ask @ol about it', found, 'Olu Owner')).toEqual(['Ask @Olu Owner about it', 15])
  })
})
