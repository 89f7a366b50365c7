/**
 * Theirs beside mine: a choice puts that side's value into the field of the form, and a field that is changed
 * by hand is mine again.
 */
import { closest } from './dom.ts'

export function startConflicts(): void {
  document.addEventListener('change', (event) => {
    const choice = closest<HTMLInputElement>(event, '[data-conflict] input[type="radio"]')
    const row = choice?.closest<HTMLElement>('[data-conflict]')
    if (!choice?.form || !row) return
    const sent = choice.value === 'theirs' ? row.dataset.theirs : row.dataset.mine
    put(choice.form, row.dataset.conflict ?? '', JSON.parse(sent ?? '[]') as string[])
  })
  document.addEventListener('input', (event) => {
    const control = event.target
    if (!(control instanceof Element) || !('name' in control)) return
    const name = CSS.escape(String(control.name))
    const mine = document.querySelector<HTMLInputElement>(`[data-conflict="${name}"] input[value="mine"]`)
    if (mine) mine.checked = true
  })
}

function put(form: HTMLFormElement, name: string, values: string[]): void {
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.name === name) {
      if (control.type === 'checkbox' || control.type === 'radio')
        control.checked = values.includes(control.value)
      else control.value = values[0] ?? ''
    } else if (control instanceof HTMLTextAreaElement && control.name === name) {
      control.value = values[0] ?? ''
    } else if (control instanceof HTMLSelectElement && control.name === name) {
      for (const option of control.options) option.selected = values.includes(option.value)
    }
  }
}
