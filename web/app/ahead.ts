/** Keys typed before a panel has opened are kept and given to it, so that fast hands lose nothing. */

let waiting: string[] | null = null

export function startAhead(): void {
  window.addEventListener(
    'keydown',
    (event) => {
      if (!waiting || event.ctrlKey || event.metaKey || event.altKey) return
      if (
        event.key.length > 1 &&
        !['Enter', 'ArrowDown', 'ArrowUp', 'Backspace', 'Escape'].includes(event.key)
      )
        return
      event.preventDefault()
      event.stopImmediatePropagation()
      waiting.push(event.key)
    },
    true,
  )
}

export function keepKeys(): void {
  waiting = []
}

/** The keys kept since `keepKeys`; from now on keys go where the focus is. */
export function keptKeys(): string[] {
  const kept = waiting ?? []
  waiting = null
  return kept
}

/** Give keys to the focused field or list of choices as if they were typed there. */
export function replay(keys: readonly string[]): void {
  for (const key of keys) {
    const at = document.activeElement
    const prevented = !at?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
    )
    if (prevented) continue
    if (at instanceof HTMLInputElement && key.length === 1) type(at, key)
    else if (at instanceof HTMLInputElement && key === 'Enter') at.form?.requestSubmit()
    else if (at instanceof HTMLButtonElement && key === 'Enter') at.click()
  }
}

function type(field: HTMLInputElement, key: string): void {
  if (field.type === 'date') return
  const from = field.selectionStart ?? field.value.length
  const to = field.selectionEnd ?? from
  field.setRangeText(key, from, to, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
