/** What a picker offers and holds; knows neither page nor server. */

export interface Choice {
  value: string
  label: string
  /** A few words beside the label: key, product, role. */
  about: string
}

/** Choices in which each typed word occurs; those whose label begins with it come first. */
export function narrowed(choices: readonly Choice[], typed: string, most: number): Choice[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  if (words.length === 0) return choices.slice(0, most)
  const found = choices.filter((each) => {
    const text = fold(`${each.label} ${each.about} ${each.value}`)
    return words.every((word) => text.includes(word))
  })
  const first = words[0] ?? ''
  const begins = (each: Choice): boolean =>
    fold(each.label)
      .split(/[\s/·-]+/)
      .some((word) => word.startsWith(first))
  return [...found.filter(begins), ...found.filter((each) => !begins(each))].slice(0, most)
}

/** Without capitals and accents, so that "jose" finds "José". */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

/** The choices held after `choice` was taken: taken once more it goes, where several may be held. */
export function toggled(held: readonly Choice[], choice: Choice, many: boolean): Choice[] {
  if (!many) return [choice]
  const rest = held.filter((each) => each.value !== choice.value)
  return rest.length < held.length ? rest : [...held, choice]
}

/** What was typed as a choice of its own, where new words are welcome and it is not offered already. */
export function coined(typed: string, offered: readonly Choice[], free: boolean): Choice | null {
  const text = typed.trim()
  if (!free || !text || offered.some((each) => fold(each.label) === fold(text))) return null
  return { value: text, label: text, about: 'new' }
}
