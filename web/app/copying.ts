/** `<button data-copy="id of a field">` copies what the field holds, and says so on itself. */
import { closest } from './dom.ts'

const SAID_MS = 2_000

export function startCopying(): void {
  document.addEventListener('click', (event) => {
    const button = closest<HTMLButtonElement>(event, '[data-copy]')
    if (button) void copy(button)
  })
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const field = document.getElementById(button.dataset.copy ?? '')
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  const said = button.textContent
  try {
    await navigator.clipboard.writeText(field.value)
  } catch {
    // Without a secure context there is no clipboard: the text is selected for Ctrl C.
    field.select()
    button.textContent = 'Press Ctrl C'
    return
  }
  button.textContent = 'Copied'
  window.setTimeout(() => {
    button.textContent = said
  }, SAID_MS)
}
